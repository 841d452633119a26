package io.dashstream.benchmarks;

import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.kafka.KafkaClients;
import io.dashstream.replay.kafka.TopicAdmin;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.kafka.ColdReadSettings;
import io.dashstream.replay.store.kafka.KafkaReplayStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic full of records of a run, evenly over its partitions, and what it takes to read it back. */
final class FilledTopic {

    private static final int MAX_MESSAGE_BYTES = 10 << 20;

    private final String servers;
    private final String name;
    private final int partitions;

    private FilledTopic(String servers, String name, int partitions) {
        this.servers = servers;
        this.name = name;
        this.partitions = partitions;
    }

    /**
     * Fills a topic that is there and empty with so many records: of as many runs as it has partitions, each in one of its
     * own, and from the first again where there are not enough.
     */
    static FilledTopic fill(String servers, String name, int partitions, int count) {
        List<TelemetryRecord> records = Throughput.encoded(partitions);
        Map<String, Integer> partitionOf = new HashMap<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", 5, "batch.size", 256 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int index = 0; index < count; index++) {
                TelemetryRecord record = records.get(index % records.size());
                int partition = partitionOf.computeIfAbsent(record.threadId(), thread -> partitionOf.size());
                Future<RecordMetadata> unused =
                        producer.send(new ProducerRecord<>(name, partition, null, record.value()));
            }
            producer.flush();
        }
        return new FilledTopic(servers, name, partitions);
    }

    /** The topic read back from Kafka, up to its end. */
    KafkaReplayStore cold(ColdReadSettings settings) {
        KafkaClients clients = new KafkaClients(servers, Map.of(), name);
        KafkaReplayStore store = new KafkaReplayStore(clients, MAX_MESSAGE_BYTES, settings);
        try (TopicAdmin admin = clients.topicAdmin()) {
            Epoch epoch = admin.describe().join().identity().epoch(0);
            Map<Integer, Long> ends = admin.offsets(
                            IntStream.range(0, partitions).boxed().toList(), OffsetSpec.latest())
                    .join();
            store.open(
                    epoch,
                    ends.entrySet().stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, end -> new LogExtent(0, end.getValue()))));
            store.coveredTo(epoch, ends);
            return store;
        }
    }

    /** A cursor at the same offset of every partition. */
    Cursor at(Epoch epoch, long offset) {
        Map<Integer, Position> positions = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            positions.put(partition, Position.at(offset));
        }
        return Cursor.of(epoch, positions);
    }
}
