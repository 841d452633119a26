package io.dashstream.replay.reader;

import io.dashstream.replay.store.StoredRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns a Kafka record into what stores keep. Whatever the value is, there is a record: reading never fails. */
interface RecordReader {

    StoredRecord read(ConsumerRecord<byte[], byte[]> record);
}
