package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.CursorToken;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.SessionSignal.CursorReset;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.dashstream.testing.Property;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a session promises by number, each by itself; {@link SessionSimulationTest} has them all together. */
class SessionPromisesTest extends SessionFixture {

    @Test
    @DisplayName("R5: after a reset the first record of each thread that bears state is its first one, or a checkpoint")
    void R5_stateBeginsWithACheckpointOrTheStart() {
        Property.check("R5", 200, (random, size) -> {
            SourceLog before = SourceLog.random(random, random.nextInt(1, 4), size);
            SourceLog after = new SourceLog(random.nextInt(1, 4), 0);
            after.partitions().forEach(partition -> after.grow(random, partition, size));
            ReplayStore twice = store(random);
            twice.open(EPOCH, before.extents());
            fill(twice, EPOCH, before, random);
            RecordingChannel client = new RecordingChannel();
            new ReplaySession(twice, client, settings, scheduler).resume(ResumeRequest.from(StartFrom.latest()));
            scheduler.runAll();
            twice.open(RECREATED, after.extents());
            fill(twice, RECREATED, after, random);
            scheduler.pass(Duration.ofSeconds(1));

            assertThat(client.only(CursorReset.class).reason().discardsState()).isTrue();
            for (int partition : after.partitions()) {
                for (int thread = 0; thread < 4; thread++) {
                    RecordFilter filter = RecordFilter.threads(Set.of(SourceLog.thread(thread)));
                    assertThat(stateOf(filter, partition, client.records()))
                            .isEqualTo(stateOf(filter, partition, List.copyOf(after.records(partition, 0, 1L << 40))));
                }
            }
        });
    }

    @Test
    @DisplayName("R5: a start at a thread's checkpoint begins with it in each partition that has one")
    void R5_aStartAtTheCheckpointBeginsWithIt() {
        Property.check("R5 checkpoint", 200, (random, size) -> {
            SourceLog source = SourceLog.random(random, random.nextInt(1, 4), size);
            ReplayStore filled = store(random);
            filled.open(EPOCH, source.extents());
            fill(filled, EPOCH, source, random);
            ThreadKey thread = SourceLog.thread(random.nextInt(4));
            RecordFilter filter = RecordFilter.touching(thread);
            RecordingChannel client = new RecordingChannel();
            new ReplaySession(filled, client, settings, scheduler)
                    .resume(ResumeRequest.from(new StartFrom.Checkpoint(thread)).withFilter(filter));
            scheduler.pass(Duration.ofSeconds(1));

            for (int partition : source.partitions()) {
                List<StoredRecord> all =
                        stateOf(filter, partition, List.copyOf(source.records(partition, 0, Long.MAX_VALUE)));
                List<StoredRecord> got = stateOf(filter, partition, client.records());
                List<StoredRecord> bases = all.stream()
                        .filter(record -> record.label().isBaseOf(thread))
                        .toList();
                if (bases.isEmpty()) {
                    assertThat(got).isEqualTo(all);
                } else {
                    assertThat(got.get(0)).isEqualTo(bases.get(bases.size() - 1));
                }
            }
        });
    }

    private static List<StoredRecord> stateOf(RecordFilter filter, int partition, List<StoredRecord> records) {
        return records.stream()
                .filter(record -> record.partition() == partition
                        && record.label().role() != StateRole.NONE
                        && filter.accepts(record.label()))
                .toList();
    }

    @Test
    @DisplayName("R6: the cursor of any page, as a token, gives the same records on any other server")
    void R6_aCursorGivesTheSameSuffixAnywhere() {
        Property.check("R6", 60, (random, size) -> {
            SourceLog source = SourceLog.random(random, random.nextInt(1, 5), 2 * size);
            ReplayStore here = store(random);
            ReplayStore there = store(random);
            for (ReplayStore server : List.of(here, there)) {
                server.open(EPOCH, source.extents());
                fill(server, EPOCH, source, random);
            }
            RecordingChannel first = replay(here, random, StartFrom.earliest());
            List<Records> pages = first.all(Records.class);
            for (int i = 0; i < pages.size(); i += 1 + random.nextInt(5)) {
                Cursor cursor = CursorToken.read(CursorToken.write(pages.get(i).next()));
                assertThat(byPartition(
                                replay(there, random, StartFrom.cursor(cursor)).records()))
                        .isEqualTo(byPartition(after(pages, i)));
            }
        });
    }

    private RecordingChannel replay(ReplayStore server, RandomGenerator random, StartFrom from) {
        RecordingChannel client = new RecordingChannel();
        SessionSettings own = settings.withPage(new PageLimits(random.nextInt(1, 40), random.nextInt(20, 4_000)));
        ReplaySession session = new ReplaySession(server, client, own, scheduler);
        session.resume(ResumeRequest.from(from));
        scheduler.runAll();
        session.close(CloseReason.CLIENT_LEFT);
        scheduler.runAll();
        return client;
    }

    private static List<StoredRecord> after(List<Records> pages, int index) {
        return pages.stream()
                .skip(index + 1L)
                .flatMap(page -> page.records().stream())
                .toList();
    }

    private static Map<Integer, List<StoredRecord>> byPartition(List<StoredRecord> records) {
        Map<Integer, List<StoredRecord>> parts = new TreeMap<>();
        records.forEach(record -> parts.merge(record.partition(), List.of(record), SessionPromisesTest::joined));
        return parts;
    }

    private static List<StoredRecord> joined(List<StoredRecord> head, List<StoredRecord> tail) {
        return Stream.concat(head.stream(), tail.stream()).toList();
    }

    @Test
    @DisplayName("R8: what a session holds does not grow with what it has sent, nor with what waits for it (RE-16)")
    void R8_aSessionHoldsACursorAndAPage() {
        history(20);
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(1));
        produceInTurns(1_000);
        int live = Holdings.of(session).objects();
        assertThat(Holdings.of(session).records()).isZero();

        produceInTurns(5_000);
        assertThat(channel.records()).hasSize(6_040);
        assertThat(Holdings.of(session).objects())
                .as("after 600 pages as after 100, which are more than are remembered for the client's reports")
                .isLessThanOrEqualTo(live + 5);

        channel.stall();
        produce(0, 20_000);
        scheduler.pass(Duration.ofSeconds(5));
        Holdings stalled = Holdings.of(session);
        assertThat(stalled.records()).isBetween(0, 10);
        assertThat(stalled.objects()).as("one page more").isLessThanOrEqualTo(live + 10 * 8 + 20);
    }

    private void produceInTurns(int records) {
        for (int i = 0; i < records / 50; i++) {
            produce(i % 2, 50);
            scheduler.pass(Duration.ofMillis(10));
        }
    }

    @Test
    @DisplayName("R11: a client that lies about what it applied changes its own figures only")
    void R11_aLyingClientChangesNothingOfOthers() {
        settings = settings.withWindowPages(2);
        history(100);
        RecordingChannel other = new RecordingChannel();
        ReplaySession liar = session(channel);
        ReplaySession honest = session(other);
        for (ReplaySession session : List.of(liar, honest)) {
            session.resume(ResumeRequest.from(StartFrom.earliest()));
        }
        SplittableRandom random = new SplittableRandom(11);
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            liar.applied(EPOCH, random.nextBoolean() ? random.nextLong() : random.nextLong(-5, 500));
            honest.applied(EPOCH, honest.status().pagesSent());
            scheduler.pass(Duration.ofMillis(20));
            seen.add(liar.status().unappliedPages());
            assertThat(honest.status().unappliedPages()).isBetween(0L, 2L);
        }
        assertThat(seen).allSatisfy(lag -> assertThat(lag).isBetween(0L, 2L));
        assertThat(liar.status().invalidReports()).isPositive();
        assertThat(honest.status().unappliedPages()).isZero();
        assertThat(other.records()).hasSize(200);
    }

    @Test
    @DisplayName("R3, RE-05: a cursor ahead of a log that was cut below it goes on where the log was cut")
    void R3_aCursorAheadOfACutLogGoesOnAtTheCut() {
        history(100);
        RecordingChannel before = new RecordingChannel();
        ReplaySession first = session(before);
        first.resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(1));
        Cursor applied = first.status().cursor().orElseThrow();
        first.close(CloseReason.CLIENT_LEFT);
        log.truncate(0, 60);
        store.append(EPOCH, List.of(new PartitionBatch.Truncated(0, 60, 1)));
        produce(0, 20);

        session(channel).resume(ResumeRequest.from(StartFrom.cursor(applied)));
        scheduler.pass(Duration.ofSeconds(10));
        CursorReset reset = channel.only(CursorReset.class);
        assertThat(reset.reason()).isEqualTo(ResetReason.LOG_TRUNCATED);
        assertThat(reset.start().get(0).next()).isEqualTo(60);
        assertThat(channel.records())
                .extracting(StoredRecord::offset)
                .hasSize(20)
                .startsWith(60L);
    }

    @Test
    @DisplayName("R1, R3: a cursor that retention has passed in a log that was cut below it is told of the cut first")
    void R3_aCutBelowTheFloorIsNotTakenForRetention() {
        store = new ScriptedStore(new InMemoryReplayStore(new MemoryBounds(200, 1L << 40, Duration.ofDays(1))));
        history(100);
        Cursor applied = Cursor.of(EPOCH, Map.of(0, Position.after(100, 0), 1, Position.after(100, 0)));
        log.truncate(0, 60);
        store.append(EPOCH, List.of(new PartitionBatch.Truncated(0, 60, 1)));
        for (int i = 0; i < 10; i++) {
            produce(0, 100);
        }
        assertThat(floor(0)).isGreaterThan(100);

        session(channel).resume(ResumeRequest.from(StartFrom.cursor(applied)));
        scheduler.pass(Duration.ofSeconds(10));
        List<CursorReset> ofTheCut = channel.all(CursorReset.class).stream()
                .filter(reset -> reset.partition().orElseThrow() == 0)
                .toList();
        assertThat(ofTheCut)
                .extracting(CursorReset::reason)
                .containsExactly(ResetReason.LOG_TRUNCATED, ResetReason.RETENTION);
        assertThat(channel.all(GapNotice.class))
                .filteredOn(notice -> notice.gap().partition() == 0)
                .extracting(GapNotice::gap)
                .containsExactly(new Gap(0, 60, floor(0), GapReason.RETENTION));
    }

    @Test
    @DisplayName(
            "R1, R3: a live session that has got nothing yet is told of a cut below it, and gets what was rewritten")
    void R3_aLiveSessionThatGotNothingIsToldOfACutBelowIt() {
        history(100);
        session(channel).resume(ResumeRequest.from(StartFrom.latest()));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.records()).isEmpty();
        log.truncate(0, 60);
        store.append(EPOCH, List.of(new PartitionBatch.Truncated(0, 60, 1)));
        produceUnderLeaderEpochOne(60, 120);
        scheduler.pass(Duration.ofSeconds(1));
        CursorReset reset = channel.only(CursorReset.class);
        assertThat(reset.reason()).isEqualTo(ResetReason.LOG_TRUNCATED);
        assertThat(reset.start().get(0).next()).isEqualTo(60);
        assertThat(channel.records())
                .extracting(StoredRecord::offset)
                .hasSize(60)
                .startsWith(60L);
    }

    private void produceUnderLeaderEpochOne(long from, long to) {
        List<StoredRecord> records = LongStream.range(from, to)
                .mapToObj(offset -> StoredRecord.wrap(
                        0, offset, 1, 0, RecordLabel.unreadable(Readability.UNDECODABLE), new byte[] {1}))
                .toList();
        store.append(EPOCH, List.of(new PartitionBatch.Consumed(0, from, to, records)));
    }

    private static ReplayStore store(RandomGenerator random) {
        return new InMemoryReplayStore(new MemoryBounds(random.nextInt(5_000, 100_000), 1L << 40, Duration.ofDays(1)));
    }

    private static void fill(ReplayStore server, Epoch epoch, SourceLog source, RandomGenerator random) {
        source.partitions()
                .forEach(partition ->
                        source.batches(random, partition).forEach(batch -> server.append(epoch, List.of(batch))));
    }
}
