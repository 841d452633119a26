package io.dashstream.replay.reader;

import static io.dashstream.replay.reader.ScriptedCluster.extent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.kafka.TopicIdentity;
import io.dashstream.replay.reader.PoisonStats.Held;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** KA-04, KA-08, KA-15: one policy for every record that can't be read. */
class PoisonTest {

    private static final Epoch EPOCH = new TopicIdentity("cluster", ScriptedCluster.TOPIC, "first").epoch(0);
    private static final Duration TURN = Duration.ofMillis(100);
    private static final DeadLetterSettings LETTERS = DeadLetterSettings.bestEffort("letters");

    private final InMemoryReplayStore store = new InMemoryReplayStore();
    private final List<String> logged = new ArrayList<>();
    private final MockProducer<byte[], byte[]> letters =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private int seen;
    private PoisonGuard guard = guard(PoisonPolicy.SKIP, Optional.empty());
    private ScriptedCluster cluster = new ScriptedCluster(store, guard);

    @AfterEach
    void close() {
        guard.close();
        store.close();
    }

    static Stream<Arguments> kindsAndTimes() {
        return Stream.of(Poison.values()).flatMap(kind -> Stream.of(true, false).map(old -> Arguments.of(kind, old)));
    }

    @ParameterizedTest(name = "{0}, in the log before the reader: {1}")
    @MethodSource("kindsAndTimes")
    @DisplayName("KA-04, KA-15: skip stores what can't be read, flagged, and goes on behind it; history is not news")
    void skip(Poison kind, boolean isHistory) {
        begin(isHistory ? 3 : 0);
        fill(kind);
        cluster.step();

        assertThat(next()).isEqualTo(3);
        assertThat(stored()).hasSize(3);
        assertThat(stored().get(1).label().readability()).isEqualTo(kind.readability());
        assertThat(cluster.counters().byReadability()).containsEntry(kind.readability(), 1L);
        assertThat(stats().newRecordCount()).isEqualTo(isHistory ? 0 : 3);
        assertThat(stats().newUnreadable())
                .as("all were written in 1970, which says nothing")
                .isEqualTo(isHistory ? 0 : 1);
        assertThat(stats().pauses()).isZero();
        assertThat(logged).hasSize(1);
        assertThat(logged.get(0)).contains("partition 0 offset 1").doesNotContain(Poison.SECRET);
    }

    @ParameterizedTest(name = "{0}, in the log before the reader: {1}")
    @MethodSource("kindsAndTimes")
    @DisplayName("KA-04: pause stops in front of what can't be read, and behind it once somebody lets it pass")
    void pause(Poison kind, boolean isHistory) {
        use(PoisonPolicy.PAUSE, Optional.empty());
        begin(isHistory ? 3 : 0);
        fill(kind);
        cluster.step();

        assertThat(next()).isEqualTo(1);
        assertThat(cluster.counters().records.sum()).isEqualTo(1);
        assertThat(stats().held()).isEqualTo(Map.of(0, new Held(1, kind.readability())));
        assertThat(stats().pauses()).isEqualTo(1);
        assertThat(cluster.current().paused()).containsExactly(ScriptedCluster.partition(0));

        assertThat(guard.pass(0, 2)).as("nothing is held there").isFalse();
        assertThat(guard.pass(0, 1)).isTrue();
        refill(kind);
        cluster.step();
        assertThat(next()).isEqualTo(3);
        assertThat(stats().held()).isEmpty();
        assertThat(cluster.counters().byReadability()).containsEntry(kind.readability(), 1L);
    }

    @Test
    @DisplayName("KA-04: a paused partition does not stop the polling: ten minutes later the others are still read")
    void pausedReaderKeepsPolling() {
        use(PoisonPolicy.PAUSE, Optional.empty());
        cluster.shows("first", extent(0, 1), extent(0, 0));
        cluster.step();
        cluster.has(0, 0, Poison.BAD_ZSTD.value());
        int turns = Math.toIntExact(Duration.ofMinutes(10).dividedBy(TURN));
        for (int turn = 0; turn < turns; turn++) {
            cluster.tick(TURN);
            cluster.has(1, turn, Poison.readable());
            cluster.step();
        }
        assertThat(cluster.progress().positions()).containsEntry(0, 0L).containsEntry(1, (long) turns);
        assertThat(stats().pauses()).isEqualTo(1);
        assertThat(cluster.progress().status().phase()).isEqualTo(Phase.CATCHING_UP);
    }

    @Test
    @DisplayName("KA-04: a pass that was taken is kept when reading breaks off and begins again")
    void aPassOutlivesANewBeginning() {
        use(PoisonPolicy.PAUSE, Optional.empty());
        begin(3);
        fill(Poison.EMPTY);
        cluster.step();
        assertThat(guard.pass(0, 1)).isTrue();
        cluster.breaksOff();
        begin(3);
        refill(Poison.EMPTY);
        cluster.step();
        assertThat(next()).isEqualTo(3);
        assertThat(stats().held()).isEmpty();
    }

    @Test
    @DisplayName("KA-04: a pass is for a record and not for its place: another log's is stopped in front of")
    void aPassIsOfOneLog() {
        use(PoisonPolicy.PAUSE, Optional.empty());
        begin(3);
        fill(Poison.EMPTY);
        cluster.step();
        assertThat(guard.pass(0, 1)).isTrue();
        cluster.shows("second", extent(0, 3));
        cluster.step();
        fill(Poison.EMPTY);
        cluster.step();
        assertThat(next()).isEqualTo(1);
        assertThat(stats().held()).containsKey(0);
    }

    @Test
    @DisplayName("KA-04: a pass is gone with its record when the log is cut in front of it")
    void aPassIsGoneWithItsRecord() {
        guard = guard(PoisonPolicy.PAUSE, Optional.empty());
        guard.reset(EPOCH);
        StoredRecord bad = StoredRecord.wrap(
                0, 5, 0, 0, new RecordLabel(Set.of(), StateRole.NONE, Readability.UNDECODABLE), new byte[1]);
        guard.holds(bad);
        assertThat(guard.pass(0, 5)).isTrue();
        guard.cut(0, 6);
        assertThat(guard.admits(bad)).isTrue();
        guard.cut(0, 5);
        assertThat(guard.admits(bad)).isFalse();
    }

    @Test
    @DisplayName("KA-04: a pause that is passed by another way, such as a cut log, is over")
    void pauseEndsWithItsRecord() {
        use(PoisonPolicy.PAUSE, Optional.empty());
        begin(3);
        fill(Poison.EMPTY);
        cluster.step();
        cluster.shows("second", extent(0, 0));
        cluster.step();
        assertThat(stats().held()).isEmpty();
    }

    @Test
    @DisplayName("KA-08: best-effort letters hold up nothing")
    void bestEffortLetters() {
        use(PoisonPolicy.SKIP, Optional.of(LETTERS));
        begin(0);
        fill(Poison.BAD_PROTOBUF);
        cluster.step();
        assertThat(next()).isEqualTo(3);
        letter();
        letters.errorNext(new TimeoutException("away"));
        assertThat(stats().letterFailures()).containsEntry(DeadLetterFailure.TIMEOUT, 1L);
        assertThat(stats().letters()).isZero();
    }

    @Test
    @DisplayName("KA-08: fail-closed letters hold the position until they are written, and are tried again")
    void failClosedLetters() {
        use(PoisonPolicy.SKIP, Optional.of(DeadLetterSettings.failClosed("letters")));
        begin(0);
        fill(Poison.BAD_PROTOBUF);
        cluster.step();
        assertThat(next()).isEqualTo(1);
        letter();
        letters.errorNext(new TimeoutException("away"));
        cluster.step();
        assertThat(next()).isEqualTo(1);

        cluster.tick(Duration.ofSeconds(2));
        refill(Poison.BAD_PROTOBUF);
        cluster.step();
        letter();
        letters.completeNext();
        refill(Poison.BAD_PROTOBUF);
        cluster.step();
        assertThat(next()).isEqualTo(3);
        assertThat(stats().letters()).isEqualTo(1);
        assertThat(stats().letterFailures()).containsEntry(DeadLetterFailure.TIMEOUT, 1L);
        assertThat(stats().pauses())
                .as("one record, however often it was tried")
                .isEqualTo(1);
    }

    @Test
    @DisplayName("KA-15: 100 000 records that can't be read are at most ten lines in the log")
    void logIsSummedUp() {
        begin(0);
        for (int i = 0; i < 100_000; i++) {
            cluster.has(0, i, Poison.EMPTY.value());
            if (i % 2_000 == 1_999) {
                cluster.tick(Duration.ofSeconds(10));
                cluster.step();
            }
        }
        assertThat(next()).isEqualTo(100_000);
        assertThat(stats().newUnreadable()).isEqualTo(100_000);
        assertThat(logged).hasSizeBetween(2, 10);
    }

    private void begin(long end) {
        cluster.shows("first", extent(0, end));
        cluster.step();
    }

    /** A good record, the bad one, a good one. */
    private void fill(Poison kind) {
        cluster.has(0, 0, Poison.readable());
        refill(kind);
    }

    private void refill(Poison kind) {
        cluster.has(0, 1, kind.value());
        cluster.has(0, 2, Poison.readable());
    }

    private void use(PoisonPolicy policy, Optional<DeadLetterSettings> settings) {
        guard = guard(policy, settings);
        cluster = new ScriptedCluster(store, guard);
    }

    private PoisonGuard guard(PoisonPolicy policy, Optional<DeadLetterSettings> settings) {
        return new PoisonGuard(
                policy,
                settings.map(given -> new DeadLetterOffice(ScriptedCluster.TOPIC, given, () -> letters)),
                new PoisonLog(logged::add));
    }

    /** Waits until one more letter is on its way. */
    private void letter() {
        seen++;
        await().until(() -> letters.history().size() == seen);
    }

    private PoisonStats stats() {
        return guard.stats(cluster.counters().newByReadability());
    }

    private long next() {
        StoreBounds bounds = (StoreBounds) store.bounds().toCompletableFuture().join();
        return bounds.partitions().get(0).next();
    }

    private List<StoredRecord> stored() {
        Cursor start = Cursor.of(EPOCH, Map.of(0, Position.at(0)));
        return ((Page) store.read(ReadRequest.first(start, new PageLimits(1_000, 1 << 20)))
                        .toCompletableFuture()
                        .join())
                .records();
    }
}
