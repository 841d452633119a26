package io.dashstream.replay.store.redis;

import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a batch into scripts of at most {@value #MOST_RECORDS} records and {@value #MOST_BYTES} bytes, so that none holds
 * Redis up for more than about a millisecond. They follow one another, so one that fails makes the next ones refuse.
 */
final class BatchCalls {

    private static final int MOST_RECORDS = 256;
    private static final int MOST_BYTES = 256 * 1024;

    private BatchCalls() {}

    /** The calls of a batch; the common arguments come before those of the batch. */
    static List<Call> of(byte[] key, List<Object> common, PartitionBatch batch) {
        if (batch instanceof PartitionBatch.Lost lost) {
            return List.of(call(
                    key,
                    common,
                    "lost",
                    lost.from(),
                    lost.to(),
                    lost.reason().name().toLowerCase(Locale.ROOT)));
        }
        if (batch instanceof PartitionBatch.Truncated cut) {
            return List.of(call(key, common, "truncated", cut.end(), cut.leaderEpoch()));
        }
        return consumed(key, common, (PartitionBatch.Consumed) batch);
    }

    private static List<Call> consumed(byte[] key, List<Object> common, PartitionBatch.Consumed batch) {
        List<Call> calls = new ArrayList<>();
        List<Object> records = new ArrayList<>();
        long from = batch.from();
        long bytes = 0;
        for (StoredRecord record : batch.records()) {
            boolean full = records.size() == 3 * MOST_RECORDS || bytes + record.size() > MOST_BYTES;
            if (full && !records.isEmpty()) {
                calls.add(part(key, common, from, record.offset(), records));
                from = record.offset();
                bytes = 0;
                records.clear();
            }
            records.add(record.offset());
            records.add(HeaderText.write(record));
            records.add(record.copyOfValue());
            bytes += record.size();
        }
        calls.add(part(key, common, from, batch.to(), records));
        return calls;
    }

    private static Call part(byte[] key, List<Object> common, long from, long to, List<Object> records) {
        List<Object> own = new ArrayList<>(List.of("consumed", from, to));
        own.addAll(records);
        return call(key, common, own.toArray());
    }

    private static Call call(byte[] key, List<Object> common, Object... own) {
        List<Object> all = new ArrayList<>(common);
        all.addAll(List.of(own));
        return Call.of(Script.APPEND, key, all.toArray());
    }
}
