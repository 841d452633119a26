package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.session.SessionSignal.Disposition;
import io.dashstream.replay.session.SessionSignal.PartitionStart;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.session.SessionSignal.Resumed;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a session begins. */
class SessionStartTest extends SessionFixture {

    @Test
    @DisplayName("M-703: a first connect on a full history delivers nothing old, also the second time (RE-11)")
    void M703_firstConnectIsLatest() {
        history(50_000);
        for (int connect = 0; connect < 2; connect++) {
            RecordingChannel fresh = new RecordingChannel();
            ReplaySession session = session(fresh);
            session.resume(ResumeRequest.firstConnect());
            scheduler.pass(Duration.ofSeconds(1));
            assertThat(fresh.records()).isEmpty();
            assertThat(fresh.only(ReplayComplete.class).delivered()).isZero();
            produce(1, 3);
            scheduler.pass(Duration.ofSeconds(1));
            assertThat(fresh.records()).hasSize(3);
            session.close(CloseReason.CLIENT_LEFT);
            scheduler.runAll();
        }
    }

    @Test
    @DisplayName("M-703: while the server itself is still reading history, a first connect waits for what is new")
    void M703_firstConnectDuringWarmUpIsLatestToo() {
        store.open(EPOCH, Map.of(0, new LogExtent(0, 100), 1, new LogExtent(0, 0)));
        session(channel).resume(ResumeRequest.firstConnect());
        // The session has begun before the server reads on: what is read from here on is history all the same.
        scheduler.pass(Duration.ofSeconds(1));
        produce(0, 100);
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.records()).isEmpty();
        produce(0, 2);
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.records()).hasSize(2);
    }

    @Test
    void earliestDeliversEverythingThenSaysCompleteThenGoesLive() {
        history(25);
        session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.kinds())
                .containsExactly("Resumed", "Records", "Records", "Records", "Records", "Records", "ReplayComplete");
        assertThat(channel.records()).hasSize(50);
        assertThat(channel.all(Records.class)).allMatch(page -> page.phase() == ReplayPhase.REPLAY);
        produce(0, 1);
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.signals().get(7))
                .isInstanceOfSatisfying(
                        Records.class, page -> assertThat(page.phase()).isEqualTo(ReplayPhase.LIVE));
    }

    @Test
    @DisplayName("RE-22: a resume ends with complete also when there is nothing to send")
    void emptyTopicIsCompleteAtOnce() {
        open();
        session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.kinds()).containsExactly("Resumed", "ReplayComplete");
    }

    @ParameterizedTest(name = "{0} records, from {1}")
    @MethodSource("everyStart")
    @DisplayName("M-698, RE-22: every way to begin ends with exactly one complete, which says what was delivered")
    void M698_everyWayToBeginEndsWithOneComplete(int perPartition, StartFrom from) {
        history(perPartition);
        session(channel).resume(ResumeRequest.from(from));
        scheduler.pass(Duration.ofMinutes(5));
        ReplayComplete complete = channel.only(ReplayComplete.class);
        assertThat(complete.delivered()).isEqualTo(channel.records().size());
        assertThat(complete.target()).isEqualTo(log.ends());
        assertThat(channel.kinds()).startsWith("Resumed");
    }

    static Stream<Arguments> everyStart() {
        return Stream.of(
                        StartFrom.latest(),
                        StartFrom.earliest(),
                        StartFrom.cursor(cursor(0, 0)),
                        new StartFrom.Partial(cursor(0)),
                        new StartFrom.Partial(Cursor.of(EPOCH, Map.of())),
                        new StartFrom.Timestamp(3),
                        new StartFrom.Checkpoint(new ThreadKey("tenant", "nobody")))
                .flatMap(from -> Stream.of(0, 25).map(perPartition -> Arguments.of(perPartition, from)));
    }

    @Test
    @DisplayName("CO-01: two threads with the same sequences in one partition: cut and resume at every position")
    void M698_onlyTheOffsetIsACursor() {
        open();
        List<RecordLabel> threads = List.of(
                new RecordLabel(Set.of(new ThreadKey("tenant", "a")), StateRole.CHANGE, Readability.READABLE),
                new RecordLabel(Set.of(new ThreadKey("tenant", "b")), StateRole.CHANGE, Readability.READABLE));
        List<StoredRecord> records = new ArrayList<>();
        for (int offset = 0; offset < 2_000; offset++) {
            byte[] sequence = ByteBuffer.allocate(4).putInt(1 + offset / 2).array();
            records.add(StoredRecord.wrap(0, offset, 0, 0, threads.get(offset % 2), sequence));
        }
        store.append(EPOCH, List.of(new PartitionBatch.Consumed(0, 0, 2_000, records)));
        settings = settings.withPage(new PageLimits(300, 1 << 20));
        for (int cut = 0; cut <= 2_000; cut++) {
            RecordingChannel resumed = new RecordingChannel();
            ReplaySession session = session(resumed);
            session.resume(ResumeRequest.from(StartFrom.cursor(cursor(cut, 0))));
            scheduler.pass(Duration.ofMillis(1));
            assertThat(resumed.records()).isEqualTo(records.subList(cut, 2_000));
            long before = cut;
            for (Records page : resumed.all(Records.class)) {
                assertThat(page.next().next(0)).isGreaterThan(before);
                before = page.next().next(0);
            }
            session.close(CloseReason.CLIENT_LEFT);
            scheduler.runAll();
        }
    }

    @Test
    void resumedSaysPerPartitionWhatTheClientGot() {
        history(10);
        session(channel).resume(ResumeRequest.from(StartFrom.cursor(cursor(4))));
        scheduler.pass(Duration.ofSeconds(1));
        Resumed resumed = channel.only(Resumed.class);
        assertThat(resumed.partitions().get(0))
                .isEqualTo(new PartitionStart(Optional.of(4L), 4, 0, 10, Disposition.EXACT));
        assertThat(resumed.partitions().get(1))
                .as("RE-03: a partition that a complete cursor lacks was added later: from its beginning")
                .isEqualTo(new PartitionStart(Optional.empty(), 0, 0, 10, Disposition.NEW));
        assertThat(channel.records()).hasSize(16);
    }

    @Test
    @DisplayName(
            "M-703, RE-03: an unnamed partition of a partial cursor gives what came since, never its older history")
    void M703_partialCursorStartsUnnamedPartitionsByTime() {
        open();
        for (int i = 0; i < 10; i++) {
            log.add(0, i, 4, 1_000 + i);
            log.add(1, i, 4, 995 + i);
        }
        ingest();
        session(channel).resume(ResumeRequest.from(new StartFrom.Partial(cursor(6))));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.records())
                .filteredOn(record -> record.partition() == 1)
                .as("newer than 1005, the time of the newest record behind the cursor")
                .isEmpty();
        assertThat(channel.only(Resumed.class).partitions().get(1).start()).isEqualTo(10);
    }

    @Test
    void timestampStartsAtTheFirstRecordThatIsNotOlder() {
        history(10);
        session(channel).resume(ResumeRequest.from(new StartFrom.Timestamp(7)));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.records()).extracting(record -> record.offset()).containsOnly(7L, 8L, 9L);
    }

    @Test
    @DisplayName("a session waits for a store that has no log yet")
    void waitsForTheFirstEpoch() {
        session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofMillis(150));
        assertThat(channel.signals()).isEmpty();
        history(1);
        scheduler.pass(Duration.ofMillis(1));
        assertThat(channel.kinds()).containsExactly("Resumed", "Records", "ReplayComplete");
    }

    @Test
    @DisplayName("B5: a start that the log had to come to first is held, in the partitions that it was so in")
    void startsThatWereWaitedForAreHeld() {
        history(10);
        session(channel).resume(ResumeRequest.from(StartFrom.cursor(cursor(12, 10))));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.signals()).isEmpty();
        produce(0, 5);
        scheduler.pass(Duration.ofMillis(1));
        assertThat(channel.only(Resumed.class).partitions().get(0).disposition())
                .isEqualTo(Disposition.HELD);
        assertThat(channel.only(Resumed.class).partitions().get(1).disposition())
                .isEqualTo(Disposition.EXACT);
        assertThat(channel.records()).extracting(record -> record.offset()).containsExactly(12L, 13L, 14L);
    }

    @Test
    @DisplayName("a second resume replaces the first, with a round of its own")
    void resumeAgain() {
        history(10);
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(1));
        session.resume(ResumeRequest.from(StartFrom.cursor(cursor(8, 8))));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.all(Resumed.class)).extracting(Resumed::round).containsExactly(1, 2);
        assertThat(channel.all(ReplayComplete.class))
                .extracting(ReplayComplete::round)
                .containsExactly(1, 2);
        assertThat(channel.records()).hasSize(24);
    }
}
