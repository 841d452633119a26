package io.dashstream.replay.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.Lineage;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is the in-memory store's own: its bounds, and its readers beside the writer. */
class InMemoryReplayStoreTest {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "id", 0);
    private static final RecordLabel LABEL = RecordLabel.unreadable(Readability.UNDECODABLE);

    private final AtomicLong clock = new AtomicLong();

    @Test
    @DisplayName("retention by records: never more than the bound, never much less")
    void boundedByRecords() {
        InMemoryReplayStore store = store(1_000, 1L << 39, Duration.ofDays(1), 1);
        for (int i = 0; i < 10_000; i++) {
            append(store, 0, i, 10);
            long kept = kept(store, 0);
            assertThat(kept).isLessThanOrEqualTo(1_000);
            assertThat(kept).isGreaterThanOrEqualTo(Math.min(i + 1, 900));
        }
    }

    @Test
    @DisplayName("retention by bytes: never more than the bound, also with records of very different sizes")
    void boundedByBytes() {
        InMemoryReplayStore store = store(1L << 39, 100_000, Duration.ofDays(1), 1);
        for (int i = 0; i < 1_000; i++) {
            append(store, 0, i, i % 50 == 0 ? 20_000 : 100);
            assertThat(page(store, at(0, bounds(store).get(0).floor())).bytes()).isLessThanOrEqualTo(100_000);
        }
        assertThat(kept(store, 0)).isGreaterThan(50);
    }

    @Test
    @DisplayName("a record larger than the whole bound is dropped at once, as a gap and not in silence")
    void oneRecordTooMany() {
        InMemoryReplayStore store = store(1L << 39, 1_000, Duration.ofDays(1), 1);
        append(store, 0, 0, 5_000);
        assertThat(bounds(store).get(0)).isEqualTo(new PartitionBounds(1, 1, 1, Lineage.parse("0:0")));
        assertThat(page(store, at(0, 0)).gaps()).extracting(Gap::maxLost).containsExactly(1L);
    }

    @Test
    @DisplayName("retention by age: what came in longer ago is gone, also without new records")
    void boundedByAge() {
        InMemoryReplayStore store = store(1L << 39, 1L << 50, Duration.ofSeconds(160), 1);
        for (int i = 0; i < 100; i++) {
            clock.set(Duration.ofSeconds(i).toNanos());
            append(store, 0, i, 10);
        }
        clock.set(Duration.ofSeconds(200).toNanos());
        store.trim();
        // Records of the seconds 0 to 39 are older than 160 s; a chunk spans up to 10 s.
        assertThat(bounds(store).get(0).floor()).isBetween(30L, 40L);
        clock.set(Duration.ofMinutes(5).toNanos());
        store.trim();
        assertThat(bounds(store).get(0)).isEqualTo(new PartitionBounds(100, 100, 100, Lineage.parse("0:0")));
    }

    @Test
    @DisplayName("a partition that writes much can't empty those that write little")
    void hotPartitionsLeaveTheOthersTheirPart() {
        InMemoryReplayStore store = store(10_000, 1L << 39, Duration.ofDays(1), 4);
        for (int i = 0; i < 1_000; i++) {
            append(store, 1, i, 10);
            append(store, 2, i, 10);
        }
        for (int i = 0; i < 100_000; i++) {
            clock.incrementAndGet();
            append(store, 0, i, 10);
        }
        assertThat(kept(store, 1)).isEqualTo(1_000);
        assertThat(kept(store, 2)).isEqualTo(1_000);
        assertThat(kept(store, 0)).isBetween(7_000L, 8_000L);
    }

    @Test
    @DisplayName("readers beside a writer and its retention see every record once and in order, or a gap (RE-23)")
    void readersBesideAWriter() throws Exception {
        int total = 200_000;
        InMemoryReplayStore store = store(20_000, 1L << 39, Duration.ofDays(1), 2);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(3);
        try {
            List<Future<Long>> reads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                reads.add(readers.submit(() -> readToEnd(store, done)));
            }
            for (long i = 0; i < total; i += 10) {
                appendNumbered(store, i % 20 == 0 ? 0 : 1, i / 20 * 10, i / 20 * 10 + 10);
            }
            done.set(true);
            for (Future<Long> read : reads) {
                assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo(total);
            }
        } finally {
            readers.shutdownNow();
        }
    }

    /** How many offsets were passed, as records or as gaps; fails at the first that is wrong. */
    private static long readToEnd(InMemoryReplayStore store, AtomicBoolean done) {
        Cursor cursor = Cursor.of(EPOCH, Map.of(0, Position.at(0), 1, Position.at(0)));
        long passed = 0;
        int turn = 0;
        while (true) {
            boolean last = done.get();
            Page page = (Page)
                    store.read(new ReadRequest(cursor, new PageLimits(700, 1 << 20), RecordFilter.everything(), turn))
                            .toCompletableFuture()
                            .join();
            SortedMap<Integer, Long> next = new TreeMap<>();
            cursor.partitions().forEach((partition, at) -> next.put(partition, at.next()));
            for (Gap gap : page.gaps()) {
                assertThat(gap.from()).isEqualTo(next.put(gap.partition(), gap.to()));
                passed += gap.maxLost();
            }
            for (StoredRecord record : page.records()) {
                assertThat(record.offset()).isEqualTo(next.put(record.partition(), record.offset() + 1));
                assertThat(record.value().getLong()).isEqualTo(record.offset());
                passed++;
            }
            if (last && page.next().equals(cursor)) {
                return passed;
            }
            cursor = page.next();
            turn = page.nextTurn();
        }
    }

    @Test
    @DisplayName("who is woken by an append does not hold up other writers")
    void whoIsWokenHoldsUpNoWriter() {
        InMemoryReplayStore store = store(1_000, 1L << 50, Duration.ofDays(1), 1);
        List<Long> written = new ArrayList<>();
        store.appended().await(store.appended().version(), () -> {
            CompletableFuture.runAsync(() -> append(store, 0, 1, 10))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            written.add(bounds(store).get(0).next());
        });
        append(store, 0, 0, 10);
        assertThat(written).containsExactly(2L);
    }

    @Test
    void boundsAreChecked() {
        assertThatThrownBy(() -> new MemoryBounds(0, 1, Duration.ofDays(1)))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("memory maxRecords (DASHSTREAM_MEMORY_RECORDS) is 0");
        assertThatThrownBy(() -> new MemoryBounds(1, 0, Duration.ofDays(1))).isInstanceOf(ReplayException.class);
        assertThatThrownBy(() -> new MemoryBounds(1, 1, Duration.ZERO)).isInstanceOf(ReplayException.class);
        assertThatThrownBy(() -> new PageLimits(0, 1)).isInstanceOf(ReplayException.class);
        assertThatThrownBy(() -> new PageLimits(1, 0)).isInstanceOf(ReplayException.class);
    }

    private InMemoryReplayStore store(long records, long bytes, Duration age, int partitions) {
        InMemoryReplayStore store = new InMemoryReplayStore(new MemoryBounds(records, bytes, age), clock::get);
        Map<Integer, LogExtent> log = new TreeMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            log.put(partition, new LogExtent(0, 0));
        }
        store.open(EPOCH, log);
        return store;
    }

    private static void append(InMemoryReplayStore store, int partition, long offset, int bytes) {
        store.append(
                EPOCH,
                List.of(new PartitionBatch.Consumed(
                        partition,
                        offset,
                        offset + 1,
                        List.of(StoredRecord.wrap(partition, offset, 0, 0, LABEL, new byte[bytes])))));
    }

    /** Appends records whose values are their offsets. */
    private static void appendNumbered(InMemoryReplayStore store, int partition, long from, long to) {
        List<StoredRecord> records = new ArrayList<>();
        for (long offset = from; offset < to; offset++) {
            byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
            records.add(StoredRecord.wrap(partition, offset, 0, offset, LABEL, value));
        }
        store.append(EPOCH, List.of(new PartitionBatch.Consumed(partition, from, to, records)));
    }

    private static long kept(InMemoryReplayStore store, int partition) {
        PartitionBounds bounds = bounds(store).get(partition);
        return bounds.next() - bounds.floor();
    }

    private static SortedMap<Integer, PartitionBounds> bounds(InMemoryReplayStore store) {
        return ((StoreBounds) store.bounds().toCompletableFuture().join()).partitions();
    }

    private static Page page(InMemoryReplayStore store, Cursor cursor) {
        return (Page) store.read(ReadRequest.first(cursor, new PageLimits(100_000, 1 << 30)))
                .toCompletableFuture()
                .join();
    }

    private static Cursor at(int partition, long offset) {
        return Cursor.of(EPOCH, Map.of(partition, Position.at(offset)));
    }
}
