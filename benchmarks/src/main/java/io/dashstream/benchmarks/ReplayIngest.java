package io.dashstream.benchmarks;

import io.dashstream.kafka.embedded.KafkaProcess;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.reader.StartPosition;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Records per second from a broker in another process into the in-memory store, until everything can be read from it,
 * beside a bare consumer that polls the same topic and drops what it gets. Ours also labels each record by its threads,
 * and indexes and verifies the runs on its other threads.
 */
final class ReplayIngest {

    private static final int PARTITIONS = 4;
    private static final int RECORDS = 300_000;
    private static final int ROUNDS = 5;
    private static final Duration POLL = Duration.ofMillis(100);

    private ReplayIngest() {}

    static void print() {
        try (KafkaProcess broker =
                KafkaProcess.builder().defaultPartitions(PARTITIONS).start()) {
            broker.createTopic("runs", PARTITIONS);
            FilledTopic.fill(broker.bootstrapServers(), "runs", PARTITIONS, RECORDS);
            double[] ours = new double[ROUNDS];
            double[] bare = new double[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) { // the first one warms up
                double bareRate = bare(broker.bootstrapServers());
                double ourRate = ours(broker.bootstrapServers());
                if (round >= 0) {
                    bare[round] = bareRate;
                    ours[round] = ourRate;
                }
            }
            MarkdownTable table = new MarkdownTable("ingest to memory, median of " + ROUNDS);
            table.put("KafkaConsumer, records dropped", "records/s", Throughput.median(bare));
            table.put("KafkaConsumer, records dropped", "ratio", 1);
            table.put("dashstream, stored and indexed", "records/s", Throughput.median(ours));
            table.put("dashstream, stored and indexed", "ratio", Throughput.median(ours) / Throughput.median(bare));
            table.print();
        }
    }

    private static double bare(String servers) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            long started = System.nanoTime();
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition("runs", partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            int got = 0;
            long bytes = 0;
            while (got < RECORDS) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    got++;
                    bytes += record.value().length;
                }
            }
            if (bytes == 0) {
                throw new IllegalStateException("the records are empty");
            }
            return RECORDS / ((System.nanoTime() - started) / 1e9);
        }
    }

    private static double ours(String servers) {
        try (InMemoryReplayStore store =
                        new InMemoryReplayStore(new MemoryBounds(10_000_000, 1L << 34, Duration.ofDays(1)));
                ReplayReader reader = ReplayReader.builder()
                        .bootstrapServers(servers)
                        .topic("runs")
                        .startAt(StartPosition.EARLIEST)
                        .store(store)
                        .build()) {
            long started = System.nanoTime();
            reader.start();
            reader.awaitCaughtUp(Duration.ofMinutes(2));
            double seconds = (System.nanoTime() - started) / 1e9;
            if (reader.stats().records() != RECORDS) {
                throw new IllegalStateException("not everything was read: " + reader.stats());
            }
            return RECORDS / seconds;
        }
    }
}
