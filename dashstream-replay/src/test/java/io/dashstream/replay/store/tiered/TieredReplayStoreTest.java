package io.dashstream.replay.store.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.Located;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.Unavailable;
import io.dashstream.replay.store.kafka.ScriptedColdLog;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What tiers do for one another when one of them fails. */
class TieredReplayStoreTest {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "first", 0);
    private static final Epoch OTHER = Epoch.of("cluster", "topic", "second", 0);
    private static final PageLimits PAGE = new PageLimits(100, 1 << 20);
    private static final int HOT = 160;

    private final ScriptedColdLog kafka = new ScriptedColdLog(EPOCH);
    private final ForgetfulStore middle = new ForgetfulStore();
    private final SourceLog source = new SourceLog(1, 0);
    private TieredReplayStore store = stack(Optional.of(middle));

    private TieredReplayStore stack(Optional<ReplayStore> between) {
        TieredReplayStore stacked = new TieredReplayStore(
                new InMemoryReplayStore(new MemoryBounds(HOT, 1L << 40, Duration.ofDays(1))),
                between,
                Optional.of(kafka.store()),
                Duration.ofMillis(500));
        stacked.open(EPOCH, source.extents());
        return stacked;
    }

    /** Nobody but the test reads Kafka then, so that the cache holds only what the test has read. */
    private void useNoMiddle() {
        store.close();
        kafka.recover();
        store = stack(Optional.empty());
    }

    @AfterEach
    void close() {
        middle.close();
        store.close();
    }

    @Test
    @DisplayName(
            "RE-09: a middle store that is away is passed over, and filled again from where it ends when it is back")
    void middleIsPassedOverAndRefilled() {
        produce(500);
        eventually().until(() -> middleNext() == 500);
        middle.goAway();
        produce(500);
        // Kafka keeps all: delivery goes on from there and from memory.
        assertThat(offsetsFrom(0)).isEqualTo(1_000);
        eventually().untilAsserted(() -> assertThat(stats().appendFailures()).isPositive());
        assertThat(stats().isAnswering()).isFalse();
        assertThat(stats().behind()).as("ME-12: by what memory has now").hasValue(500);
        produce(200);
        assertThat(stats().behind()).hasValue(700);
        int reads = middle.reads();
        assertThat(offsetsFrom(0)).isEqualTo(1_200);
        assertThat(middle.reads()).as("nobody asks what does not answer").isEqualTo(reads);

        middle.comeBack();
        eventually().until(() -> middleNext() == 1_200);
        eventually().untilAsserted(() -> assertThat(stats().isAnswering()).isTrue());
        eventually().untilAsserted(() -> assertThat(stats().behind()).hasValue(0));
    }

    @Test
    @DisplayName("ME-10: how far a middle store is behind that was never heard of is not known, and not 0")
    void neverHeardOf() {
        store.close();
        kafka.recover();
        middle.goAway();
        store = stack(Optional.of(middle));
        produce(10);
        eventually().untilAsserted(() -> assertThat(stats().appendFailures()).isPositive());
        assertThat(stats().behind()).isEmpty();
        middle.comeBack();
        eventually().untilAsserted(() -> assertThat(stats().behind()).hasValue(0));
    }

    @Test
    @DisplayName("B8: a middle store that lost everything is filled again from Kafka, and memory is not rewound")
    void emptiedMiddleIsRefilled() {
        produce(1_000);
        eventually().until(() -> middleNext() == 1_000);
        middle.goAway();
        produce(1);
        eventually().untilAsserted(() -> assertThat(stats().isAnswering()).isFalse());
        middle.comeBackEmpty();
        eventually().until(() -> middleNext() == 1_001);
        assertThat(middleContent()).isEqualTo(1_001);
        assertThat(((StoreBounds) store.bounds().toCompletableFuture().join())
                        .partitions()
                        .get(0)
                        .next())
                .isEqualTo(1_001);
    }

    @Test
    @DisplayName("RE-09: a middle store that hangs holds up neither appending nor reading for longer than its time")
    void hangingMiddleHoldsUpNobody() {
        produce(500);
        eventually().until(() -> middleNext() == 500);
        middle.hang();
        // Were one of these to wait for the middle store, none would ever come back.
        produce(500);
        assertThat(offsetsFrom(0)).isEqualTo(1_000);
        assertThat(stats().readFailures()).isPositive();
    }

    @Test
    @DisplayName("B8: what Kafka no longer has and the middle store does is exact, and waited for while that is away")
    void middleOutlivesKafka() {
        produce(1_000);
        eventually().until(() -> middleNext() == 1_000);
        kafka.deleteBefore(0, 600);
        assertThat(((StoreBounds) store.bounds().toCompletableFuture().join())
                        .partitions()
                        .get(0)
                        .floor())
                .isZero();
        assertThat(offsetsFrom(0)).isEqualTo(1_000);

        middle.goAway();
        produce(1);
        eventually().untilAsserted(() -> assertThat(stats().isAnswering()).isFalse());
        assertThat(read(0)).isInstanceOf(Unavailable.class);
        assertThat(((Page) read(600)).records()).hasSize(100);
        middle.comeBack();
        eventually().until(() -> read(0) instanceof Page page && page.records().size() == 100);
    }

    @Test
    @DisplayName(
            "S6: readers of a new epoch wait for what the middle store has, and it counts from the first answer on")
    void middleIsHeardFirst() {
        middleOutlivesItsServer();
        CompletableFuture<BoundsResult> bounds = store.bounds().toCompletableFuture();
        CompletableFuture<ReadResult> page =
                store.read(ReadRequest.first(at(0), PAGE)).toCompletableFuture();
        assertThat(bounds).isNotDone();
        assertThat(page).isNotDone();
        middle.comeBack();
        assertThat(floor((StoreBounds) bounds.join())).isZero();
        assertThat(((Page) page.join()).records()).hasSize(100);
    }

    @Test
    @DisplayName("S6: a middle store that is heard of too late does not bring back what was told to be gone")
    void lateMiddleBringsNothingBack() {
        middleOutlivesItsServer();
        Gap gone = new Gap(0, 0, 600, GapReason.RETENTION);
        assertThat(floor((StoreBounds) store.bounds().toCompletableFuture().join()))
                .isEqualTo(600);
        assertThat(((Page) read(0)).gaps()).containsExactly(gone);
        middle.comeBack();
        eventually().until(() -> read(600) instanceof Page && middle.reads() > 0);
        kafka.deleteBefore(0, 800);
        assertThat(floor((StoreBounds) store.bounds().toCompletableFuture().join()))
                .as("what it has of the rest is used")
                .isEqualTo(600);
        assertThat(((Page) read(0)).gaps()).containsExactly(gone);
        assertThat(((Page) read(600)).gaps()).isEmpty();
        assertThat(((Page) read(600)).records()).hasSize(100);
    }

    @Test
    @DisplayName("RE-04: what no tier has is one exact gap, and what was lost before the reader came keeps its reason")
    void goneEverywhereIsAGap() {
        useNoMiddle();
        produce(100);
        long lostTo = source.end(0) + 50;
        append(new PartitionBatch.Lost(0, 100, lostTo, GapReason.INGEST_GAP));
        for (long offset = lostTo; offset < lostTo + 20; offset++) {
            source.add(0, offset, 1);
        }
        append(source.batch(0, lostTo, source.end(0)));
        assertThat(((Page) read(120)).gaps()).containsExactly(new Gap(0, 120, 150, GapReason.INGEST_GAP));

        produce(1_000);
        kafka.deleteBefore(0, 400);
        // What lies before 170 was read already, and outlives its records in the cache.
        assertThat(((Page) read(200)).gaps()).containsExactly(new Gap(0, 200, 400, GapReason.RETENTION));
    }

    @Test
    @DisplayName("RE-02: while Kafka is away, memory is delivered, and what only Kafka has is an error and no gap")
    void kafkaAwayIsNoLoss() {
        useNoMiddle();
        produce(1_000);
        kafka.fail();
        assertThat(read(0)).isInstanceOf(Unavailable.class);
        assertThat(((Page) read(990)).records()).hasSize(10);
        kafka.recover();
        assertThat(((Page) read(0)).records()).hasSize(100);
    }

    @Test
    @DisplayName("RE-05: a cut of the log reaches every tier before what is written since")
    void cutsReachAllTiers() {
        produce(1_000);
        eventually().until(() -> middleNext() == 1_000);
        append(new PartitionBatch.Truncated(0, 900, 1));
        List<StoredRecord> rewritten = source.records(0, 0, 5).stream()
                .map(record -> StoredRecord.wrap(0, 900 + record.offset(), 1, 0, record.label(), new byte[] {77}))
                .toList();
        append(new PartitionBatch.Consumed(0, 900, 905, rewritten));
        eventually().until(() -> middleNext() == 905);
        Page ofMiddle = (Page) middle.content()
                .read(ReadRequest.first(at(900), PAGE))
                .toCompletableFuture()
                .join();
        assertThat(ofMiddle.records()).isEqualTo(rewritten);
        assertThat(((Page) read(900)).records()).isEqualTo(rewritten);
    }

    @Test
    @DisplayName("RE-05: another epoch empties all tiers at once for readers, also one that does not answer")
    void anotherEpochReachesAllTiers() {
        produce(1_000);
        eventually().until(() -> middleNext() == 1_000);
        middle.goAway();
        SourceLog successor = new SourceLog(1, 0);
        for (int i = 0; i < 300; i++) {
            successor.add(0, i, 3);
        }
        kafka.becomes(OTHER);
        store.open(OTHER, new SourceLog(1, 0).extents());
        kafka.write(successor.batch(0, 0, 300));
        store.append(OTHER, List.of(successor.batch(0, 0, 300)));
        middle.comeBack();
        Page page = (Page) store.read(ReadRequest.first(Cursor.of(OTHER, Map.of(0, Position.at(0))), PAGE))
                .toCompletableFuture()
                .join();
        assertThat(page.records()).hasSize(100).allMatch(record -> record.size() == 3);
        eventually()
                .until(() -> middle.content().bounds().toCompletableFuture().join() instanceof StoreBounds bounds
                        && bounds.epoch().equals(OTHER)
                        && bounds.partitions().get(0).next() == 300);
    }

    @Test
    @DisplayName("a thread's newest base is taken from memory if it is there, and else looked for in Kafka")
    void newestBaseFromMemoryFirst() {
        produce(2_000);
        ThreadKey thread = SourceLog.thread(0);
        long before = store.coldStats().orElseThrow().chunkHits()
                + store.coldStats().orElseThrow().chunkMisses();
        Located found = (Located) store.seek(EPOCH, new SeekTarget.NewestBase(thread))
                .toCompletableFuture()
                .join();
        // No record of this log is a base: the oldest record of the thread is the place, and Kafka knows it.
        assertThat(found.offsets()).containsEntry(0, 0L);
        long after = store.coldStats().orElseThrow().chunkHits()
                + store.coldStats().orElseThrow().chunkMisses();
        assertThat(after).isGreaterThan(before);
    }

    @Test
    @DisplayName("RE-18: the middle store's time is bounded")
    void middleTimeoutIsBounded() {
        assertThatThrownBy(() -> new TieredReplayStore(
                        new InMemoryReplayStore(), Optional.empty(), Optional.empty(), Duration.ofMillis(9)))
                .isInstanceOf(ReplayException.class)
                .hasMessage(
                        "middleStoreTimeout (DASHSTREAM_MIDDLE_STORE_TIMEOUT_MS) is PT0.009S; allowed are whole milliseconds from 10 to 60000");
    }

    private void produce(int records) {
        long from = source.end(0);
        for (int i = 0; i < records; i++) {
            source.add(0, from + i, 1);
        }
        append(source.batch(0, from, source.end(0)));
    }

    private void append(PartitionBatch batch) {
        kafka.write(batch);
        assertThat(store.append(EPOCH, List.of(batch))).hasOnlyElementsOfType(AppendResult.Accepted.class);
    }

    private long offsetsFrom(long from) {
        long records = 0;
        Cursor cursor = at(from);
        while (cursor.next(0) < source.end(0)) {
            Page page = (Page) store.read(ReadRequest.first(cursor, PAGE))
                    .toCompletableFuture()
                    .join();
            assertThat(page.gaps()).isEmpty();
            records += page.records().size();
            cursor = page.next();
        }
        return records;
    }

    private ReadResult read(long from) {
        return store.read(ReadRequest.first(at(from), PAGE))
                .toCompletableFuture()
                .join();
    }

    /** Another server has filled the middle store; it does not answer yet when this one begins. */
    private void middleOutlivesItsServer() {
        produce(1_000);
        eventually().until(() -> middleNext() == 1_000);
        store.close();
        kafka.recover();
        kafka.deleteBefore(0, 600);
        middle.goAway();
        store = new TieredReplayStore(
                new InMemoryReplayStore(new MemoryBounds(HOT, 1L << 40, Duration.ofDays(1))),
                Optional.of(middle),
                Optional.of(kafka.store()),
                Duration.ofMillis(500));
        store.open(EPOCH, Map.of(0, new LogExtent(600, 1_000)));
        store.append(EPOCH, List.of(source.batch(0, 600, 1_000)));
    }

    private static long floor(StoreBounds bounds) {
        return bounds.partitions().get(0).floor();
    }

    private long middleNext() {
        return middle.content().bounds().toCompletableFuture().join() instanceof StoreBounds bounds
                ? bounds.partitions().get(0).next()
                : -1;
    }

    private long middleContent() {
        Page page = (Page) middle.content()
                .read(ReadRequest.first(at(0), new PageLimits(10_000, 1 << 20)))
                .toCompletableFuture()
                .join();
        return page.records().size();
    }

    private TierStats stats() {
        return store.middleStats().orElseThrow();
    }

    private static Cursor at(long offset) {
        return Cursor.of(EPOCH, Map.of(0, Position.at(offset)));
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5));
    }
}
