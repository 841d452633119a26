package io.dashstream.replay.reader;

import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads of a record what stores and filters need. */
final class LabellingReader implements RecordReader {

    @Override
    public StoredRecord read(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        RecordLabel label = new RecordLabel(Set.of(), StateRole.NONE, Readability.READABLE);
        return StoredRecord.wrap(
                record.partition(), record.offset(), record.leaderEpoch().orElse(-1), record.timestamp(), label, value);
    }
}
