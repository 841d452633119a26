package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.session.SessionSignal.CursorReset;
import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.session.SessionSignal.ErrorNotice;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.session.SessionSignal.ResyncOutcome;
import io.dashstream.replay.session.SessionSignal.Resynced;
import io.dashstream.replay.session.SessionSignal.ThreadRecords;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One thread again, from its newest whole state on, without moving anything else. */
class SessionResyncTest extends SessionFixture {

    private static final ThreadKey THREAD = new ThreadKey("t", "mine");
    private static final ThreadKey OTHER = new ThreadKey("t", "other");

    private long end;

    private void put(StateRole role, ThreadKey... threads) {
        RecordLabel label = new RecordLabel(Set.of(threads), role, Readability.READABLE);
        StoredRecord record = StoredRecord.wrap(0, end, 0, end, label, new byte[] {(byte) end});
        store.append(EPOCH, List.of(new PartitionBatch.Consumed(0, end, end + 1, List.of(record))));
        end++;
    }

    private ReplaySession live() {
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(1));
        channel.forget();
        return session;
    }

    private List<Long> sentAgain() {
        return channel.all(ThreadRecords.class).stream()
                .flatMap(page -> page.records().stream())
                .map(StoredRecord::offset)
                .toList();
    }

    private void openOne() {
        store.open(EPOCH, Map.of(0, new LogExtent(0, 0)));
    }

    @Test
    void sendsTheNewestWholeStateAndAllOfTheThreadSince() {
        openOne();
        put(StateRole.BASE, THREAD);
        put(StateRole.BASE, THREAD);
        put(StateRole.CHANGE, OTHER);
        put(StateRole.CHANGE, THREAD, OTHER);
        put(StateRole.CHANGE, THREAD);
        ReplaySession session = live();
        session.resync(THREAD);
        scheduler.runAll();
        assertThat(sentAgain()).containsExactly(1L, 3L, 4L);
        assertThat(channel.only(Resynced.class)).isEqualTo(new Resynced(THREAD, ResyncOutcome.COMPLETE, 3));
    }

    @Test
    @DisplayName("what is appended meanwhile comes once, behind the resync and not in it")
    void nothingNewerGetsInBetween() {
        settings = settings.withPage(new PageLimits(1, 1 << 20));
        openOne();
        put(StateRole.BASE, THREAD);
        put(StateRole.CHANGE, THREAD);
        ReplaySession session = live();
        channel.stall();
        session.resync(THREAD);
        scheduler.runAll();
        put(StateRole.CHANGE, THREAD);
        channel.unstall();
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.kinds()).containsExactly("ThreadRecords", "ThreadRecords", "Resynced", "Records");
        assertThat(sentAgain()).containsExactly(0L, 1L);
        assertThat(channel.records()).extracting(StoredRecord::offset).containsExactly(2L);
        assertThat(channel.only(Records.class).sequence()).isEqualTo(3);
    }

    @Test
    void aThreadWithoutAWholeStateOrWithoutRecordsIsUnavailable() {
        openOne();
        put(StateRole.CHANGE, THREAD);
        ReplaySession session = live();
        session.resync(THREAD);
        session.resync(OTHER);
        scheduler.runAll();
        assertThat(channel.all(Resynced.class))
                .containsExactly(
                        new Resynced(THREAD, ResyncOutcome.UNAVAILABLE, 1),
                        new Resynced(OTHER, ResyncOutcome.UNAVAILABLE, 0));
    }

    @Test
    void aGapBehindTheWholeStateIsNotCalledComplete() {
        openOne();
        put(StateRole.BASE, THREAD);
        store.append(EPOCH, List.of(new PartitionBatch.Lost(0, 1, 5, GapReason.INGEST_GAP)));
        end = 5;
        put(StateRole.CHANGE, THREAD);
        ReplaySession session = live();
        session.resync(THREAD);
        scheduler.runAll();
        assertThat(channel.only(Resynced.class).outcome()).isEqualTo(ResyncOutcome.UNAVAILABLE);
        assertThat(channel.all(GapNotice.class)).isEmpty();
    }

    @Test
    void aResetAnswersWhatIsWaiting() {
        settings = settings.withWindowPages(1);
        openOne();
        put(StateRole.BASE, THREAD);
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.runAll();
        session.resync(THREAD);
        scheduler.runAll();
        assertThat(channel.all(ThreadRecords.class)).as("no credit").isEmpty();
        session.resume(ResumeRequest.firstConnect());
        scheduler.runAll();
        assertThat(channel.only(Resynced.class).outcome()).isEqualTo(ResyncOutcome.UNAVAILABLE);
    }

    @Test
    void beforeThereIsAPlaceThereIsNothingToSendAgain() {
        openOne();
        session(channel).resync(THREAD);
        scheduler.runAll();
        assertThat(channel.only(ErrorNotice.class).code()).isEqualTo(ErrorCode.NOT_NOW);
    }

    @Test
    void aCappedSessionSendsAThreadAgainToo() {
        openOne();
        put(StateRole.BASE, THREAD);
        put(StateRole.CHANGE, THREAD);
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.from(StartFrom.earliest())
                .withBudget(new ReplayBudget(1, Long.MAX_VALUE, Duration.ofDays(1)), OnCap.PAUSE));
        scheduler.runAll();
        session.resync(THREAD);
        scheduler.runAll();
        assertThat(sentAgain()).containsExactly(0L);
        assertThat(session.status().state()).isEqualTo(SessionState.CAPPED);
    }

    @Test
    @DisplayName("M-706: what the store has lost in front of a session is a gap and a reset of reason store_lost")
    void m706_storeLost() {
        openOne();
        put(StateRole.BASE, THREAD);
        live();
        store.append(EPOCH, List.of(new PartitionBatch.Lost(0, 1, 9, GapReason.BUFFER_TRIM)));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.kinds()).containsExactly("GapNotice", "CursorReset");
        assertThat(channel.only(CursorReset.class).reason()).isEqualTo(ResetReason.STORE_LOST);
    }

    @Test
    @DisplayName("M-703: a reset does not make a client's unnamed partitions start at their beginning")
    void m703_partialStaysPartialThroughAReset() {
        history(5);
        session(channel)
                .resume(ResumeRequest.from(
                        new StartFrom.Unbound(Map.of(0, io.dashstream.replay.cursor.Position.at(900)))));
        scheduler.pass(Duration.ofSeconds(3));
        endIsHeard(2);
        scheduler.pass(Duration.ofSeconds(3));
        assertThat(channel.only(CursorReset.class).reason()).isEqualTo(ResetReason.CURSOR_AHEAD);
        assertThat(channel.records()).isEmpty();
    }
}
