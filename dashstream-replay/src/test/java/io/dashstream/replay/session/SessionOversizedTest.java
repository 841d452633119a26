package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.session.SessionSignal.ResyncOutcome;
import io.dashstream.replay.session.SessionSignal.Resynced;
import io.dashstream.replay.session.SessionSignal.ThreadRecords;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B4: a record that is larger than any that is sent is announced as lost, and holds nobody up. */
class SessionOversizedTest extends SessionFixture {

    private static final int LARGEST = 200;

    @BeforeEach
    void smallPages() {
        settings = settings(settings.withPage(new PageLimits(10, 100)), Duration.ofSeconds(2), LARGEST);
    }

    private void put(long offset, int bytes) {
        RecordLabel label = new RecordLabel(
                Set.of(SourceLog.thread(0)), offset == 0 ? StateRole.BASE : StateRole.CHANGE, Readability.READABLE);
        StoredRecord record = StoredRecord.wrap(0, offset, 0, offset, label, new byte[bytes]);
        store.append(EPOCH, List.of(new PartitionBatch.Consumed(0, offset, offset + 1, List.of(record))));
    }

    private List<Long> offsets() {
        return channel.records().stream().map(StoredRecord::offset).toList();
    }

    @Test
    @DisplayName("one gap of one offset, in its place among the records")
    void theGapStandsInItsPlace() {
        open();
        put(0, 4);
        put(1, LARGEST + 1);
        put(2, LARGEST);
        put(3, 4);
        session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.only(GapNotice.class).gap()).isEqualTo(new Gap(0, 1, 2, GapReason.OVERSIZED));
        assertThat(offsets()).containsExactly(0L, 2L, 3L);
        assertThat(channel.kinds())
                .containsExactly("Resumed", "Records", "GapNotice", "Records", "Records", "ReplayComplete");
        assertThat(channel.only(ReplayComplete.class).gaps()).isOne();
    }

    @Test
    @DisplayName("live, and as the last record, it moves the client on like any other")
    void itMovesTheClientOn() {
        open();
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(1));
        put(0, LARGEST + 1);
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.all(GapNotice.class)).hasSize(1);
        assertThat(session.status().cursor().orElseThrow().next(0)).isEqualTo(1);
    }

    @Test
    @DisplayName("a thread that it belongs to can't be sent again as a whole")
    void aThreadWithSuchARecordIsNotWhole() {
        open();
        put(0, 4);
        put(1, LARGEST + 1);
        put(2, 4);
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(1));
        session.resync(SourceLog.thread(0));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.only(Resynced.class).outcome()).isEqualTo(ResyncOutcome.UNAVAILABLE);
        assertThat(channel.all(ThreadRecords.class).stream()
                        .flatMap(page -> page.records().stream())
                        .map(StoredRecord::offset))
                .containsExactly(0L, 2L);
    }

    @Test
    void settingsThatDoNotFitAreRefused() {
        SessionSettings fitting = settings;
        assertThatThrownBy(() -> fitting.withPage(new PageLimits(10, LARGEST + 1)))
                .isInstanceOf(ReplayException.class)
                .hasMessage("page.maxBytes 201 must not be more than maxRecordBytes 200");
    }
}
