package io.dashstream.benchmarks;

import io.dashstream.kafka.embedded.KafkaProcess;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.reader.StartPosition;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Records per second from a broker in another process into the in-memory store, beside a bare consumer that polls the same
 * topic and drops what it gets. Twice in one run: until every record is labelled and can be read from the store, and until
 * every run is indexed and verified too, which the reader does on its other threads all the while.
 */
final class ReplayIngest {

    private static final int PARTITIONS = 4;
    private static final int RECORDS = 300_000;
    private static final int ROUNDS = 5;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LOOK_EVERY = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private ReplayIngest() {}

    static void print() {
        try (KafkaProcess broker =
                KafkaProcess.builder().defaultPartitions(PARTITIONS).start()) {
            broker.createTopic("runs", PARTITIONS);
            FilledTopic.fill(broker.bootstrapServers(), "runs", PARTITIONS, RECORDS);
            double[] bare = new double[ROUNDS];
            double[] stored = new double[ROUNDS];
            double[] indexed = new double[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) { // the first one warms up
                double bareRate = bare(broker.bootstrapServers());
                Rates ours = ours(broker.bootstrapServers());
                if (round >= 0) {
                    bare[round] = bareRate;
                    stored[round] = ours.stored();
                    indexed[round] = ours.indexed();
                }
            }
            MarkdownTable table = new MarkdownTable("ingest to memory, median of " + ROUNDS);
            double peer = Throughput.median(bare);
            put(table, "KafkaConsumer, records dropped", peer, peer);
            put(table, "dashstream, labelled and stored", Throughput.median(stored), peer);
            put(table, "dashstream, indexed and verified too", Throughput.median(indexed), peer);
            table.print();
        }
    }

    private static void put(MarkdownTable table, String row, double rate, double peer) {
        table.put(row, "records/s", rate);
        table.put(row, "ratio", rate / peer);
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

    /** Records per second, until they are all in the store and until their runs are all in the index. */
    private record Rates(double stored, double indexed) {}

    private static Rates ours(String servers) {
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
            awaitStored(reader, started + PATIENCE.toNanos());
            long stored = System.nanoTime();
            reader.awaitCaughtUp(PATIENCE);
            long indexed = System.nanoTime();
            return new Rates(RECORDS / ((stored - started) / 1e9), RECORDS / ((indexed - started) / 1e9));
        }
    }

    private static void awaitStored(ReplayReader reader, long deadline) {
        while (reader.stats().records() < RECORDS) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("not everything was read: " + reader.stats());
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
