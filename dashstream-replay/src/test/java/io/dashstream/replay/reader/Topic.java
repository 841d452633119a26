package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.kafka.embedded.KafkaNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic on a real broker, for tests to write to and to break. */
final class Topic implements AutoCloseable {

    private final KafkaNode kafka;
    private final String name;
    private Producer<String, byte[]> producer;
    private final List<Future<RecordMetadata>> written = new ArrayList<>();
    private final FrameEncoder encoder = FrameEncoder.builder().build();

    Topic(KafkaNode kafka, String name) {
        this.kafka = kafka;
        this.name = name;
        this.producer = producer(Map.of());
    }

    String name() {
        return name;
    }

    void create(int partitions) {
        kafka.createTopic(name, partitions);
    }

    /** One partition that is compacted as soon as possible. */
    void createCompacted() {
        kafka.createTopic(
                name,
                1,
                Map.of(
                        "cleanup.policy", "compact",
                        "segment.bytes", "1048576",
                        "segment.ms", "100",
                        "min.cleanable.dirty.ratio", "0.01",
                        "min.compaction.lag.ms", "0"));
    }

    void sendKeyed(String key, int count) {
        for (int i = 0; i < count; i++) {
            written.add(producer.send(
                    new ProducerRecord<>(name, 0, key, (key + "-" + i).getBytes(StandardCharsets.UTF_8))));
        }
        flush();
    }

    /** The offsets of the first records that Kafka gives of partition 0. */
    List<Long> firstOffsets(int count) {
        TopicPartition partition = new TopicPartition(name, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<Long> offsets = new ArrayList<>();
            while (offsets.size() < count) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> offsets.add(record.offset()));
            }
            return offsets;
        }
    }

    void recreate(int partitions) {
        // A producer that is there meanwhile would create the topic by itself.
        producer.close();
        kafka.deleteTopic(name);
        kafka.createTopic(name, partitions);
        producer = producer(Map.of());
    }

    /** Sends values {@code PREFIX-0} to {@code PREFIX-(count-1)} to one partition and waits until they are written. */
    void send(int partition, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            send(partition, (prefix + "-" + i).getBytes(StandardCharsets.UTF_8));
        }
        flush();
    }

    void send(int partition, byte[] value) {
        send(producer, partition, value);
    }

    void send(DashStreamMessage message, String thread) {
        written.add(producer.send(
                new ProducerRecord<>(name, thread, encoder.encode(message).bytes())));
    }

    /** Waits until everything sent is written, and fails if something is not. */
    void flush() {
        producer.flush();
        for (Future<RecordMetadata> each : written) {
            assertThat(each).succeedsWithin(Duration.ofSeconds(30));
        }
        written.clear();
    }

    /** Sends values in one transaction, which is committed or aborted. */
    void transaction(String id, boolean committed, int partition, String prefix, int count) {
        try (Producer<String, byte[]> transactional = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id))) {
            transactional.initTransactions();
            transactional.beginTransaction();
            for (int i = 0; i < count; i++) {
                send(transactional, partition, (prefix + "-" + i).getBytes(StandardCharsets.UTF_8));
            }
            transactional.flush();
            if (committed) {
                transactional.commitTransaction();
            } else {
                transactional.abortTransaction();
            }
        }
        flush();
    }

    /** A producer with a transaction that has sent values and is open; the caller ends it. */
    Producer<String, byte[]> openTransaction(String id, int partition, String prefix, int count) {
        Producer<String, byte[]> transactional = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id));
        transactional.initTransactions();
        transactional.beginTransaction();
        for (int i = 0; i < count; i++) {
            send(transactional, partition, (prefix + "-" + i).getBytes(StandardCharsets.UTF_8));
        }
        transactional.flush();
        return transactional;
    }

    void deleteRecordsBefore(int partition, long offset) throws Exception {
        try (Admin admin = kafka.openAdmin()) {
            admin.deleteRecords(Map.of(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    void growTo(int partitions) throws Exception {
        try (Admin admin = kafka.openAdmin()) {
            admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions)))
                    .all()
                    .get();
        }
    }

    @Override
    public void close() {
        producer.close();
        encoder.close();
    }

    private void send(Producer<String, byte[]> to, int partition, byte[] value) {
        written.add(to.send(new ProducerRecord<>(name, partition, null, value)));
    }

    private Producer<String, byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, 500);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }
}
