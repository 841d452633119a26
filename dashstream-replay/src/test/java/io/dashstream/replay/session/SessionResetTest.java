package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.session.SessionSignal.CursorReset;
import io.dashstream.replay.session.SessionSignal.Disposition;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.session.SessionSignal.Resumed;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a session does not go on where its client asked, and what it says then. */
class SessionResetTest extends SessionFixture {

    @Test
    @DisplayName("M-706: a recreated topic is announced before its first record, and read from its beginning (R4)")
    void recreatedTopicIsAnnounced() {
        history(5);
        session(channel).resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(1));
        channel.forget();
        SourceLog successor = new SourceLog(1, 0);
        successor.add(0, 0, 4);
        store.open(RECREATED, successor.extents());
        store.append(RECREATED, List.of(successor.batch(0, 0, 1)));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.kinds()).containsExactly("CursorReset", "Resumed", "Records", "ReplayComplete");
        CursorReset reset = channel.only(CursorReset.class);
        assertThat(reset.reason()).isEqualTo(ResetReason.TOPIC_RECREATED);
        assertThat(reset.reason().discardsState()).isTrue();
        assertThat(reset.oldEpoch()).isEqualTo(EPOCH);
        assertThat(reset.newEpoch()).isEqualTo(RECREATED);
        assertThat(reset.start()).containsOnly(Map.entry(0, Position.at(0)));
        assertThat(channel.records()).hasSize(1);
    }

    @Test
    @DisplayName("a cursor of another log starts where the client wants it to, latest unless it says otherwise")
    void cursorOfAnotherLog() {
        history(5);
        Cursor old = Cursor.of(RECREATED, Map.of(0, Position.at(3)));
        session(channel).resume(ResumeRequest.from(StartFrom.cursor(old)));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.kinds()).containsExactly("CursorReset", "Resumed", "ReplayComplete");

        RecordingChannel second = new RecordingChannel();
        session(second).resume(ResumeRequest.from(StartFrom.cursor(old)).withOnReset(ResetStart.EARLIEST));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(second.records()).hasSize(10);
    }

    @Test
    void manualResetIsCalledSo() {
        history(5);
        session(channel).resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(1));
        store.open(RESET, log.extents());
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.only(CursorReset.class).reason()).isEqualTo(ResetReason.MANUAL_RESET);
    }

    @Test
    @DisplayName("R3: retention past the client's cursor is a gap and a reset with the same offsets (RE-04)")
    void retentionPastTheCursor() {
        store = new ScriptedStore(new InMemoryReplayStore(new MemoryBounds(100, 1 << 30, Duration.ofDays(1))));
        history(200);
        long floor = floor(0);
        session(channel).resume(ResumeRequest.from(StartFrom.cursor(cursor(20, 200))));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.kinds().subList(0, 3)).containsExactly("Resumed", "GapNotice", "CursorReset");
        assertThat(channel.only(GapNotice.class).gap()).isEqualTo(new Gap(0, 20, floor, GapReason.RETENTION));
        assertThat(channel.only(GapNotice.class).earliestAvailable()).isEqualTo(floor);
        CursorReset reset = channel.only(CursorReset.class);
        assertThat(reset.reason()).isEqualTo(ResetReason.RETENTION);
        assertThat(reset.reason().discardsState()).isFalse();
        assertThat(reset.partition()).isEqualTo(OptionalInt.of(0));
        assertThat(reset.requested()).containsOnly(Map.entry(0, Position.at(20)));
        assertThat(reset.start()).containsOnly(Map.entry(0, Position.at(floor)));
        assertThat(channel.only(Resumed.class).partitions().get(0).disposition())
                .isEqualTo(Disposition.GAP);
        assertThat(channel.records()).hasSize((int) (200 - floor));
        assertThat(channel.only(ReplayComplete.class).gaps()).isEqualTo(1);
    }

    @Test
    @DisplayName("R3: no reset and no gap at the floor, at the end and between (RE-04's boundary table)")
    void noResetWhereTheStartIsAsRequested() {
        store = new ScriptedStore(new InMemoryReplayStore(new MemoryBounds(100, 1 << 30, Duration.ofDays(1))));
        history(200);
        long floor = floor(0);
        for (long requested : new long[] {floor, floor + 1, 199, 200}) {
            RecordingChannel fresh = new RecordingChannel();
            session(fresh).resume(ResumeRequest.from(StartFrom.cursor(cursor(requested, 200))));
            scheduler.pass(Duration.ofSeconds(1));
            assertThat(fresh.all(GapNotice.class)).isEmpty();
            assertThat(fresh.all(CursorReset.class)).isEmpty();
            assertThat(fresh.records()).hasSize((int) (200 - requested));
        }
        RecordingChannel fresh = new RecordingChannel();
        session(fresh).resume(ResumeRequest.from(StartFrom.cursor(cursor(floor - 1, 200))));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(fresh.only(GapNotice.class).gap().maxLost()).isEqualTo(1);
    }

    @Test
    @DisplayName("a cursor ahead of this server is held for the grace time, and served if the log gets there")
    void aheadIsHeld() {
        history(5);
        session(channel).resume(ResumeRequest.from(StartFrom.cursor(cursor(7, 5))));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.signals()).isEmpty();
        produce(0, 3);
        scheduler.pass(Duration.ofMillis(1));
        assertThat(channel.kinds()).containsExactly("Resumed", "Records", "ReplayComplete");
        assertThat(channel.records()).extracting(record -> record.offset()).containsExactly(7L);
    }

    @Test
    @DisplayName("a cursor that stays ahead is reset to the end")
    void aheadForGood() {
        history(5);
        session(channel).resume(ResumeRequest.from(StartFrom.cursor(cursor(7, 5))));
        scheduler.pass(Duration.ofMillis(1_900));
        endIsHeard(2);
        assertThat(channel.signals()).as("grace time").isEmpty();
        scheduler.pass(Duration.ofMillis(200));
        CursorReset reset = channel.only(CursorReset.class);
        assertThat(reset.reason()).isEqualTo(ResetReason.CURSOR_AHEAD);
        assertThat(reset.start()).containsOnly(Map.entry(0, Position.after(5, 0)));
        assertThat(channel.kinds()).containsExactly("CursorReset", "Resumed", "ReplayComplete");
    }

    @Test
    @DisplayName("B3 rows 9 and 10: a cursor is not called ahead while nobody knows where the log ends now")
    void aheadIsHeldWhileTheEndIsNotKnown() {
        history(5);
        endIsHeard(5);
        session(channel).resume(ResumeRequest.from(StartFrom.cursor(cursor(7, 5))));
        scheduler.pass(Duration.ofMinutes(10));
        endIsHeard(1);
        scheduler.pass(Duration.ofMinutes(1));
        assertThat(channel.news()).as("that may have been asked for before").isEmpty();
        endIsHeard(1);
        scheduler.pass(Duration.ofSeconds(2));
        assertThat(channel.only(CursorReset.class).reason()).isEqualTo(ResetReason.CURSOR_AHEAD);
    }

    @Test
    @DisplayName("B3 row 9: a cursor that turns out not to be ahead, however late, is served exactly")
    void aheadOfAServerThatIsBehind() {
        history(5);
        session(channel).resume(ResumeRequest.from(StartFrom.cursor(cursor(7, 5))));
        scheduler.pass(Duration.ofMinutes(10));
        produce(0, 3);
        endIsHeard(2);
        scheduler.pass(Duration.ofSeconds(2));
        assertThat(channel.news()).containsExactly("Resumed", "Records", "ReplayComplete");
    }

    @Test
    @DisplayName("B3 row 6: a partition is not called removed while nobody knows which there are")
    void removedIsHeldWhileTheLogIsNotKnown() {
        history(5);
        Cursor ofThree = Cursor.of(EPOCH, Map.of(0, Position.at(5), 1, Position.at(5), 2, Position.at(1)));
        session(channel).resume(ResumeRequest.from(StartFrom.cursor(ofThree)));
        scheduler.pass(Duration.ofMinutes(10));
        assertThat(channel.news()).isEmpty();
        endIsHeard(2);
        scheduler.pass(Duration.ofSeconds(2));
        assertThat(channel.only(CursorReset.class).reason()).isEqualTo(ResetReason.PARTITION_REMOVED);
    }

    @Test
    @DisplayName("a cursor between what is stored and where the log is known to reach is only early")
    void notReadYetIsNotAhead() {
        store.open(EPOCH, Map.of(0, new LogExtent(0, 10), 1, new LogExtent(0, 0)));
        session(channel).resume(ResumeRequest.from(StartFrom.cursor(cursor(8, 0))));
        scheduler.pass(Duration.ofSeconds(30));
        assertThat(channel.all(CursorReset.class)).isEmpty();
        produce(0, 10);
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.records()).hasSize(2);
        assertThat(channel.all(ReplayComplete.class)).hasSize(1);
    }

    @Test
    void aPartitionThatTheLogDoesNotHaveIsReset() {
        history(5);
        session(channel)
                .resume(ResumeRequest.from(StartFrom.cursor(
                        Cursor.of(EPOCH, Map.of(0, Position.at(5), 1, Position.at(5), 9, Position.at(1))))));
        scheduler.pass(Duration.ofSeconds(1));
        endIsHeard(2);
        scheduler.pass(Duration.ofSeconds(3));
        CursorReset reset = channel.only(CursorReset.class);
        assertThat(reset.reason()).isEqualTo(ResetReason.PARTITION_REMOVED);
        assertThat(reset.partition()).isEqualTo(OptionalInt.of(9));
        assertThat(channel.only(ReplayComplete.class).delivered()).isZero();
    }

    @Test
    @DisplayName("a log that was cut below a live session is a reset of that partition only")
    void truncation() {
        history(10);
        session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(1));
        channel.forget();
        store.append(EPOCH, List.of(new PartitionBatch.Truncated(0, 6, 1)));
        scheduler.pass(Duration.ofSeconds(1));
        CursorReset reset = channel.only(CursorReset.class);
        assertThat(reset.reason()).isEqualTo(ResetReason.LOG_TRUNCATED);
        assertThat(reset.start()).containsOnly(Map.entry(0, Position.after(6, 0)));
        assertThat(reset.partition()).isEqualTo(OptionalInt.of(0));
    }

    @Test
    @DisplayName("KA-03: a partition added while live is read from its first offset")
    void addedPartition() {
        history(5);
        session(channel).resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(1));
        log.addPartition(2, 0);
        produce(2, 4);
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.records()).extracting(record -> record.partition()).containsExactly(2, 2, 2, 2);
        assertThat(channel.all(CursorReset.class)).isEmpty();
    }
}
