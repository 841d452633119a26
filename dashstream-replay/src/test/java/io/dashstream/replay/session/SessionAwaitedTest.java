package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.session.SessionSignal.CursorReset;
import io.dashstream.replay.session.SessionSignal.Disposition;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.PartitionStart;
import io.dashstream.replay.session.SessionSignal.ReplayCapped;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.session.SessionSignal.Resumed;
import io.dashstream.replay.store.AwaitingStore;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sessions over a log of which partition 1 does not answer yet. */
class SessionAwaitedTest extends SessionFixture {

    private static final int SILENT = 1;

    private final AwaitingStore awaiting = new AwaitingStore(new InMemoryReplayStore());

    SessionAwaitedTest() {
        store = new ScriptedStore(awaiting);
    }

    @Test
    @DisplayName("KA-13: the others are replayed to their ends, and complete names what it does not speak for")
    void othersAreReplayed() {
        openWithoutOne(25);
        resume(StartFrom.earliest());
        assertThat(channel.records()).hasSize(25).allMatch(record -> record.partition() == 0);
        assertThat(channel.only(Resumed.class).partitions()).containsOnlyKeys(0);
        assertThat(channel.only(Resumed.class).awaited()).isEqualTo(Map.of(SILENT, Optional.empty()));
        assertThat(channel.only(ReplayComplete.class).target()).containsOnlyKeys(0);
        assertThat(channel.only(ReplayComplete.class).awaited()).containsExactly(SILENT);
        produce(0, 2);
        pass();
        assertThat(channel.records()).hasSize(27);
    }

    @Test
    @DisplayName("KA-13: when it answers the session resumes with it, and complete then speaks for all")
    void itJoins() {
        openWithoutOne(5);
        resume(StartFrom.earliest());
        answers(0, 7);
        assertThat(channel.kinds())
                .containsExactly("Resumed", "Records", "ReplayComplete", "Resumed", "Records", "ReplayComplete");
        Resumed again = channel.all(Resumed.class).get(1);
        assertThat(again.round()).isEqualTo(2);
        assertThat(again.resume()).isEqualTo(1);
        assertThat(again.awaited()).isEmpty();
        assertThat(again.partitions().get(0).disposition()).isEqualTo(Disposition.EXACT);
        ReplayComplete complete = channel.all(ReplayComplete.class).get(1);
        assertThat(complete.target()).isEqualTo(log.ends());
        assertThat(complete.awaited()).isEmpty();
        assertThat(ofSilent()).isEqualTo(7);
    }

    @ParameterizedTest
    @MethodSource("startsThatAreLookedFor")
    @DisplayName("KA-13: what it holds and nobody has read yet when it is looked for is not passed over")
    void whatIsNotReadYetIsNotPassedOver(StartFrom from) {
        openWithoutOne(5);
        resume(from);
        for (long offset = 0; offset < 7; offset++) {
            log.add(SILENT, offset, 1);
        }
        store.append(EPOCH, List.of(log.batch(SILENT, 0, 0)));
        awaiting.announceEnds(EPOCH, Map.of(SILENT, LogEnd.at(7)));
        pass();
        store.append(EPOCH, List.of(log.batch(SILENT, 0, 7)));
        pass();
        assertThat(ofSilent()).isEqualTo(7);
        assertNothingWrong();
    }

    static Stream<StartFrom> startsThatAreLookedFor() {
        return Stream.of(new StartFrom.Timestamp(0), new StartFrom.Checkpoint(new ThreadKey("nobody", "nowhere")));
    }

    @Test
    @DisplayName("KA-13: a client keeps its place in it, and goes on there without a gap and without a reset")
    void aPlaceIsKept() {
        openWithoutOne(5);
        resume(StartFrom.cursor(cursor(2, 4)));
        assertThat(channel.only(Resumed.class).awaited()).isEqualTo(Map.of(SILENT, Optional.of(Position.at(4))));
        assertThat(channel.all(SessionSignal.Records.class).get(0).next().next(SILENT))
                .isEqualTo(4);
        answers(0, 7);
        assertThat(channel.all(Resumed.class).get(1).partitions().get(SILENT))
                .isEqualTo(new PartitionStart(Optional.of(4L), 4, 0, 7, Disposition.EXACT));
        assertThat(ofSilent()).isEqualTo(3);
        assertNothingWrong();
    }

    @Test
    @DisplayName("KA-13: what was gone by then is one exact gap")
    void whatIsGoneIsAGap() {
        openWithoutOne(5);
        resume(StartFrom.cursor(cursor(5, 4)));
        log.add(SILENT, 0, 1);
        answers(6, 9);
        assertThat(channel.only(GapNotice.class).gap()).isEqualTo(new Gap(SILENT, 4, 6, GapReason.RETENTION));
        assertThat(channel.only(CursorReset.class).reason()).isEqualTo(ResetReason.RETENTION);
        assertThat(ofSilent()).isEqualTo(3);
    }

    @Test
    @DisplayName("KA-13: a place behind its end is held as any that is ahead, and then said to be")
    void aPlaceMayBeAhead() {
        openWithoutOne(5);
        resume(StartFrom.cursor(cursor(5, 40)));
        assertThat(channel.all(CursorReset.class)).isEmpty();
        answers(0, 7);
        assertThat(channel.all(CursorReset.class)).isEmpty();
        endIsHeard(2);
        scheduler.pass(settings.aheadGrace().plusSeconds(2));
        assertThat(channel.only(CursorReset.class).reason()).isEqualTo(ResetReason.CURSOR_AHEAD);
        produce(SILENT, 2);
        pass();
        assertThat(ofSilent()).isEqualTo(2);
    }

    @Test
    @DisplayName("KA-13: for who wants what is new, it begins with what is newer than the newest before the start")
    void latestIsByTheOthersTime() {
        openWithoutOne(0);
        for (int offset = 0; offset < 5; offset++) {
            log.add(0, offset, 1, 1_000 + offset);
        }
        store.append(EPOCH, List.of(log.batch(0, 0, 5)));
        resume(StartFrom.latest());
        assertThat(channel.records()).isEmpty();
        for (int offset = 0; offset < 6; offset++) {
            log.add(SILENT, offset, 1, 1_001 + offset);
        }
        answers();
        assertThat(channel.records())
                .extracting(record -> record.timestampMillis())
                .containsExactly(1_005L, 1_006L);
        assertNothingWrong();
    }

    @Test
    @DisplayName("KA-13: a start by time is found in it when it answers")
    void timestampIsFoundLater() {
        openWithoutOne(5);
        resume(new StartFrom.Timestamp(3));
        answers(0, 7);
        assertThat(channel.all(Resumed.class).get(1).partitions().get(SILENT).start())
                .isEqualTo(3);
        assertNothingWrong();
    }

    @Test
    @DisplayName("KA-13: a thread whose whole state is in it begins there when it answers")
    void checkpointIsFoundLater() {
        openWithoutOne(5);
        ThreadKey thread = new ThreadKey("tenant", "nobody");
        resume(new StartFrom.Checkpoint(thread));
        answers(0, 7);
        assertThat(channel.all(Resumed.class).get(1).partitions().get(SILENT).start())
                .as("nothing of it is read yet, so that all of it may be the thread's")
                .isZero();
        assertNothingWrong();
    }

    @Test
    @DisplayName("KA-13: a client that was told of it nowhere gets it from its beginning, as one that was added")
    void aCursorThatLacksIt() {
        openWithoutOne(5);
        resume(StartFrom.cursor(cursor(5)));
        answers(0, 7);
        assertThat(ofSilent()).isEqualTo(7);
        assertNothingWrong();
    }

    @Test
    @DisplayName("KA-13: a partial cursor that lacks it gets what is newer than what it points at")
    void aPartialCursorThatLacksIt() {
        openWithoutOne(5);
        resume(new StartFrom.Partial(cursor(3)));
        answers(0, 7);
        assertThat(channel.all(Resumed.class).get(1).partitions().get(SILENT).start())
                .as("newer than the time of record 2")
                .isEqualTo(3);
    }

    @Test
    @DisplayName("KA-13: one that the log does not have is still a removed one, and no other")
    void removedIsRemoved() {
        openWithoutOne(5);
        resume(StartFrom.cursor(
                Cursor.of(EPOCH, Map.of(0, Position.at(5), SILENT, Position.at(3), 9, Position.at(1)))));
        endIsHeard(2);
        scheduler.pass(settings.aheadGrace().plusSeconds(2));
        assertThat(channel.only(CursorReset.class).reason()).isEqualTo(ResetReason.PARTITION_REMOVED);
        assertThat(channel.only(CursorReset.class).partition()).hasValue(9);
        answers(0, 7);
        assertThat(ofSilent()).isEqualTo(4);
    }

    @Test
    @DisplayName("KA-13: a replay that it joins goes on with what is left of its budget")
    void theBudgetIsOne() {
        openWithoutOne(25);
        settings = settings.withWindowPages(1);
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.from(StartFrom.earliest())
                .withBudget(new ReplayBudget(30, 1 << 20, Duration.ofDays(1)), OnCap.PAUSE));
        pass();
        answers(0, 25);
        for (long page = 1; page <= 5; page++) {
            session.applied(EPOCH, page);
            pass();
        }
        assertThat(channel.all(Resumed.class)).hasSize(2);
        assertThat(channel.all(ReplayComplete.class)).isEmpty();
        assertThat(channel.only(ReplayCapped.class).reason()).isEqualTo(CapReason.MAX_RECORDS);
        assertThat(channel.records()).hasSize(30);
    }

    @Test
    @DisplayName("KA-13: the log that follows is news from its first record on, in every partition")
    void anotherLogIsNews() {
        openWithoutOne(5);
        resume(StartFrom.latest());
        awaiting.open(RECREATED, Map.of(0, new LogExtent(0, 0)), Set.of(SILENT));
        pass();
        assertThat(channel.only(CursorReset.class).reason()).isEqualTo(ResetReason.TOPIC_RECREATED);
        log.add(SILENT, 0, 1);
        log.add(SILENT, 1, 1);
        store.append(RECREATED, List.of(log.batch(SILENT, 0, 2)));
        awaiting.announceEnds(RECREATED, Map.of(SILENT, LogEnd.at(2)));
        pass();
        assertThat(ofSilent()).isEqualTo(2);
        assertThat(channel.all(ReplayComplete.class))
                .last()
                .satisfies(complete -> assertThat(complete.awaited()).isEmpty());
    }

    private void resume(StartFrom from) {
        session(channel).resume(ResumeRequest.from(from));
        pass();
    }

    private void openWithoutOne(int records) {
        awaiting.open(EPOCH, Map.of(0, new LogExtent(0, records)), Set.of(SILENT));
        produce(0, records);
    }

    /** It says that it has these offsets, and is read. */
    private void answers(long begin, long end) {
        for (long offset = begin; offset < end; offset++) {
            log.add(SILENT, offset, 1);
        }
        store.append(EPOCH, List.of(log.batch(SILENT, begin, begin)));
        awaiting.announceEnds(EPOCH, Map.of(SILENT, LogEnd.at(end)));
        store.append(EPOCH, List.of(log.batch(SILENT, begin, end)));
        pass();
    }

    private void answers() {
        store.append(EPOCH, List.of(log.batch(SILENT, 0, log.end(SILENT))));
        awaiting.announceEnds(EPOCH, Map.of(SILENT, LogEnd.at(log.end(SILENT))));
        pass();
    }

    private void pass() {
        scheduler.pass(Duration.ofMillis(100));
    }

    private long ofSilent() {
        return channel.records().stream()
                .filter(record -> record.partition() == SILENT)
                .count();
    }

    private void assertNothingWrong() {
        assertThat(channel.all(GapNotice.class)).isEmpty();
        assertThat(channel.all(CursorReset.class)).isEmpty();
    }
}
