package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** What the tests of the Redis store share: stores of one topic, and a writer that does as the reader does. */
abstract class RedisTestBase {

    protected static final Epoch EPOCH = Epoch.of("cluster", "topic", "first-topic-id", 0);
    protected static final Epoch NEXT_EPOCH = Epoch.of("cluster", "topic", "second-topic-id", 0);
    protected static final PageLimits LARGE = new PageLimits(1_000, 1 << 20);

    private final List<AutoCloseable> resources = new ArrayList<>();
    protected final String topic = UUID.randomUUID().toString();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : resources) {
            resource.close();
        }
    }

    protected final <T extends AutoCloseable> T closing(T resource) {
        resources.add(0, resource);
        return resource;
    }

    /** A builder for the topic of this test, patient enough for a busy machine. */
    protected final RedisReplayStore.Builder store(String uri) {
        return RedisReplayStore.builder().uri(uri).topic(topic).commandTimeout(Duration.ofSeconds(10));
    }

    protected static SourceLog log(int partitions, int records) {
        SourceLog log = new SourceLog(partitions, 0);
        log.partitions().forEach(partition -> {
            for (int i = 0; i < records; i++) {
                log.add(partition, i, 100);
            }
        });
        return log;
    }

    /** Opens with the log's beginnings, and its ends as known. */
    protected static void open(ReplayStore store, SourceLog log) {
        assertThat(store.open(EPOCH, log.extents())).isInstanceOf(StoreBounds.class);
    }

    /** As the reader does: goes back where it is told to, and tries again what failed, until all is taken. */
    protected static void fill(ReplayStore store, SourceLog log) {
        for (int partition : log.partitions()) {
            long from = log.begin(partition);
            for (int turn = 0; from < log.end(partition); turn++) {
                assertThat(turn).as("turns for partition %d", partition).isLessThan(100_000);
                AppendResult result = append(store, log, partition, from, Math.min(log.end(partition), from + 200));
                from = result instanceof AppendResult.Accepted accepted
                        ? accepted.next()
                        : result instanceof AppendResult.Hole hole ? hole.next() : from;
            }
        }
    }

    protected static AppendResult append(ReplayStore store, SourceLog log, int partition, long from, long to) {
        return store.append(EPOCH, List.of(log.batch(partition, from, to))).get(0);
    }

    protected static ReadResult read(ReplayStore store, Cursor cursor, PageLimits limits) {
        return store.read(ReadRequest.first(cursor, limits))
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    protected static Cursor start(SourceLog log) {
        Map<Integer, Position> positions = new TreeMap<>();
        log.partitions().forEach(partition -> positions.put(partition, Position.at(log.begin(partition))));
        return Cursor.of(EPOCH, positions);
    }

    protected static SortedMap<Integer, PartitionBounds> bounds(ReplayStore store) {
        return ((StoreBounds) store.bounds().toCompletableFuture().join()).partitions();
    }

    /** Everything, page by page. */
    protected static List<StoredRecord> everything(ReplayStore store, Cursor from) {
        List<StoredRecord> records = new ArrayList<>();
        Cursor cursor = from;
        while (true) {
            Page page = (Page) read(store, cursor, LARGE);
            assertThat(page.gaps()).isEmpty();
            records.addAll(page.records());
            if (page.next().equals(cursor)) {
                return records;
            }
            cursor = page.next();
        }
    }

    /** The store holds the whole log and nothing else. */
    protected static void assertHolds(ReplayStore store, SourceLog log) {
        List<StoredRecord> expected = new ArrayList<>();
        log.partitions()
                .forEach(
                        partition -> expected.addAll(log.records(partition, log.begin(partition), log.end(partition))));
        assertThat(everything(store, start(log))).containsExactlyInAnyOrderElementsOf(expected);
    }

    protected static Map<Integer, LogExtent> from(long offset) {
        return Map.of(0, new LogExtent(offset, offset));
    }
}
