package io.dashstream.benchmarks;

import io.dashstream.kafka.embedded.KafkaProcess;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.kafka.ColdReadSettings;
import io.dashstream.replay.store.kafka.KafkaReplayStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A page of 1 000 records over four partitions, read back from a broker in another process at places where nobody was
 * before, beside what one would write first: a consumer for the page, which is closed when it has it. Place by place, first
 * the one and then the other, so that what else the machine does falls on both.
 */
final class ReplayCold {

    private static final int PARTITIONS = 4;
    private static final int PAGE = 1_000;
    private static final int EACH = PAGE / PARTITIONS;
    /** Two chunks: no page has offsets in the chunks of another. */
    private static final int STRIDE = 1_024;

    private static final int WARM_UP = 20;
    private static final int PLACES = 190;
    private static final int RECORDS = (WARM_UP + PLACES + 1) * STRIDE * PARTITIONS;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final PageLimits LIMITS = new PageLimits(PAGE, 64 << 20);

    private final String servers;
    private final FilledTopic topic;
    private final KafkaReplayStore store;
    private final Epoch epoch;
    private final long[] perPage = new long[PLACES];
    private final long[] cold = new long[PLACES];
    private final long[] behind = new long[PLACES];

    private ReplayCold(String servers, FilledTopic topic, KafkaReplayStore store) {
        this.servers = servers;
        this.topic = topic;
        this.store = store;
        this.epoch = ((StoreBounds) store.bounds().toCompletableFuture().join()).epoch();
    }

    static void print() {
        try (KafkaProcess broker =
                KafkaProcess.builder().defaultPartitions(PARTITIONS).start()) {
            broker.createTopic("runs", PARTITIONS);
            FilledTopic topic = FilledTopic.fill(broker.bootstrapServers(), "runs", PARTITIONS, RECORDS);
            try (KafkaReplayStore store = topic.cold(ColdReadSettings.DEFAULT)) {
                ReplayCold pages = new ReplayCold(broker.bootstrapServers(), topic, store);
                pages.measure();
                pages.table().print();
            }
        }
    }

    private void measure() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = -WARM_UP; i < PLACES; i++) {
            long place = (long) (i + WARM_UP) * STRIDE + random.nextLong(STRIDE - 2 * EACH);
            long began = System.nanoTime();
            require(consumed(place));
            long consumed = System.nanoTime();
            long misses = store.stats().chunkMisses();
            Page page = read(topic.at(epoch, place));
            long first = System.nanoTime();
            if (store.stats().chunkMisses() - misses < PARTITIONS) {
                throw new IllegalStateException("the page at " + place + " was not cold");
            }
            long again = System.nanoTime();
            read(page.next());
            long second = System.nanoTime();
            if (i >= 0) {
                perPage[i] = consumed - began;
                cold[i] = first - consumed;
                behind[i] = second - again;
            }
        }
    }

    private MarkdownTable table() {
        MarkdownTable table = new MarkdownTable("page of 1 000 over 4 partitions, from Kafka");
        double peer = new Percentiles(perPage).millis(0.5);
        put(table, "a KafkaConsumer per page", perPage, peer);
        put(table, "dashstream, nothing cached", cold, peer);
        put(table, "dashstream, the page behind it", behind, peer);
        return table;
    }

    private static void put(MarkdownTable table, String row, long[] nanos, double peer) {
        Percentiles measured = new Percentiles(nanos);
        table.put(row, "p50, ms", measured.millis(0.5));
        table.put(row, "p99, ms", measured.millis(0.99));
        table.put(row, "consumer per page : this", peer / measured.millis(0.5));
    }

    private Page read(Cursor cursor) {
        Page page = (Page) store.read(ReadRequest.first(cursor, LIMITS))
                .toCompletableFuture()
                .join();
        require(page.records().size());
        return page;
    }

    private static void require(int records) {
        if (records != PAGE) {
            throw new IllegalStateException("a page of " + records + " records and not " + PAGE);
        }
    }

    private int consumed(long place) {
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition("runs", partition))
                .toList();
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> got = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            partitions.forEach(partition -> {
                consumer.seek(partition, place);
                got.put(partition, new ArrayList<>());
            });
            while (got.values().stream().anyMatch(records -> records.size() < EACH)) {
                take(consumer.poll(POLL), got);
                // Else it would give all that it fetched of one before it gives anything of the next.
                consumer.pause(partitions.stream()
                        .filter(partition -> full(got, partition))
                        .toList());
            }
        }
        return got.values().stream().mapToInt(List::size).sum();
    }

    private static void take(
            ConsumerRecords<byte[], byte[]> polled, Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> got) {
        got.forEach((partition, records) -> {
            List<ConsumerRecord<byte[], byte[]>> more = polled.records(partition);
            records.addAll(more.subList(0, Math.min(more.size(), EACH - records.size())));
        });
    }

    private static boolean full(
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> got, TopicPartition partition) {
        return got.getOrDefault(partition, List.of()).size() >= EACH;
    }
}
