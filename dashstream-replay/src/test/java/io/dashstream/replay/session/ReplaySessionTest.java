package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.SessionSignal.Bookmark;
import io.dashstream.replay.session.SessionSignal.CaughtUp;
import io.dashstream.replay.session.SessionSignal.CursorReset;
import io.dashstream.replay.session.SessionSignal.Disposition;
import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.session.SessionSignal.ErrorNotice;
import io.dashstream.replay.session.SessionSignal.FellBehind;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.PartitionStart;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.session.SessionSignal.ReplayCapped;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.session.SessionSignal.Resumed;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReplaySessionTest {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "first", 0);
    private static final Epoch RECREATED = Epoch.of("cluster", "topic", "second", 0);
    private static final Epoch RESET = Epoch.of("cluster", "topic", "first", 1);

    private final VirtualScheduler scheduler = new VirtualScheduler(new SplittableRandom(1));
    private final RecordingChannel channel = new RecordingChannel();
    private final SourceLog log = new SourceLog(2, 0);
    private ScriptedStore store =
            new ScriptedStore(new InMemoryReplayStore(new MemoryBounds(1_000_000, 1L << 40, Duration.ofDays(1))));
    private SessionSettings settings = SessionSettings.DEFAULT.withPage(new PageLimits(10, 1 << 20));

    @Nested
    class Beginning {

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
                    .containsExactly(
                            "Resumed", "Records", "Records", "Records", "Records", "Records", "ReplayComplete");
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
        @DisplayName("RE-03: an unnamed partition of a partial cursor gives what came since, never its older history")
        void partialCursorStartsUnnamedPartitionsByTime() {
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

    @Nested
    class Completeness {

        @Test
        @DisplayName("M-698: complete is said once, when all partitions are at the target taken at resume, not before")
        void M698_completeOnlyWhenEveryPartitionIsAtTheTarget() {
            history(6_000);
            settings = settings.withPage(new PageLimits(1_000, 1 << 30));
            session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
            scheduler.pass(Duration.ofSeconds(1));
            assertThat(channel.all(Records.class))
                    .hasSize(12)
                    .allMatch(page -> page.records().size() <= 1_000);
            ReplayComplete complete = channel.only(ReplayComplete.class);
            assertThat(complete.delivered()).isEqualTo(12_000);
            assertThat(complete.target()).isEqualTo(new TreeMap<>(Map.of(0, 6_000L, 1, 6_000L)));
            assertThat(channel.signals().get(channel.signals().size() - 1)).isEqualTo(complete);
        }

        @Test
        @DisplayName("RE-02: capped says what remains, nothing newer comes, and complete is said only at the end")
        void cappedThenContinuedThenComplete() {
            history(15);
            ReplaySession session = session(channel);
            session.resume(ResumeRequest.from(StartFrom.earliest())
                    .withBudget(new ReplayBudget(12, Long.MAX_VALUE, Duration.ofDays(1)), OnCap.PAUSE));
            scheduler.pass(Duration.ofSeconds(5));
            assertThat(channel.records()).hasSize(12);
            ReplayCapped capped = channel.only(ReplayCapped.class);
            assertThat(capped.reason()).isEqualTo(CapReason.MAX_RECORDS);
            assertThat(capped.remaining().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(18);

            produce(0, 5);
            scheduler.pass(Duration.ofSeconds(5));
            assertThat(channel.records())
                    .as("nothing between capped and continue")
                    .hasSize(12);
            assertThat(channel.all(ReplayComplete.class)).isEmpty();

            session.continueReplay();
            scheduler.pass(Duration.ofSeconds(5));
            assertThat(channel.all(ReplayCapped.class)).hasSize(2);
            assertThat(channel.records()).hasSize(24);
            session.continueReplay();
            scheduler.pass(Duration.ofSeconds(5));
            assertThat(channel.only(ReplayComplete.class).delivered()).isGreaterThanOrEqualTo(30);
            assertThat(channel.records()).hasSize(35);
        }

        @Test
        @DisplayName("a budget that is used up exactly at the target is complete, not capped")
        void exactBudgetIsComplete() {
            history(5);
            session(channel)
                    .resume(ResumeRequest.from(StartFrom.earliest())
                            .withBudget(new ReplayBudget(10, Long.MAX_VALUE, Duration.ofDays(1)), OnCap.PAUSE));
            scheduler.pass(Duration.ofSeconds(1));
            assertThat(channel.kinds()).containsExactly("Resumed", "Records", "ReplayComplete");
        }

        @Test
        void skippingSaysWhatIsSkippedAndGoesLive() {
            history(15);
            session(channel)
                    .resume(ResumeRequest.from(StartFrom.earliest())
                            .withBudget(new ReplayBudget(10, Long.MAX_VALUE, Duration.ofDays(1)), OnCap.SKIP_TO_LIVE));
            scheduler.pass(Duration.ofSeconds(1));
            assertThat(channel.kinds()).containsExactly("Resumed", "Records", "ReplayCapped", "GapNotice", "GapNotice");
            assertThat(channel.all(GapNotice.class))
                    .extracting(GapNotice::gap)
                    .containsExactlyInAnyOrder(
                            new Gap(0, 5, 15, GapReason.CAPPED), new Gap(1, 5, 15, GapReason.CAPPED));
            produce(0, 1);
            scheduler.pass(Duration.ofSeconds(1));
            assertThat(channel.records()).hasSize(11);
        }

        @Test
        @DisplayName("a budget of time runs out also while there is nothing to deliver")
        void timeBudget() {
            store.open(EPOCH, Map.of(0, new LogExtent(0, 100), 1, new LogExtent(0, 0)));
            session(channel)
                    .resume(ResumeRequest.from(StartFrom.earliest())
                            .withBudget(
                                    new ReplayBudget(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofSeconds(3)),
                                    OnCap.PAUSE));
            scheduler.pass(Duration.ofSeconds(5));
            assertThat(channel.only(ReplayCapped.class).reason()).isEqualTo(CapReason.MAX_DURATION);
            assertThat(channel.only(ReplayCapped.class).remaining()).containsEntry(0, 100L);
        }

        @Test
        @DisplayName("RE-02: a read that fails is retried and said, and never taken for caught up")
        void failedReadsAreNotCompletion() {
            history(5);
            boolean[] failing = {true};
            store.follow(new ScriptedStore.Script() {
                @Override
                public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
                    return failing[0]
                            ? CompletableFuture.failedFuture(new IllegalStateException("redis is away"))
                            : real.get();
                }
            });
            session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
            scheduler.pass(Duration.ofMinutes(2));
            ErrorNotice notice = channel.only(ErrorNotice.class);
            assertThat(notice.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            assertThat(notice.message()).contains("redis is away");
            assertThat(channel.signals()).hasSize(1);
            failing[0] = false;
            scheduler.pass(Duration.ofSeconds(6));
            assertThat(channel.kinds()).containsExactly("ErrorNotice", "Resumed", "Records", "ReplayComplete");
        }

        @Test
        @DisplayName("a read that is never answered counts as failed after its time")
        void lostAnswersTimeOut() {
            history(5);
            boolean[] lost = {true};
            store.follow(new ScriptedStore.Script() {
                @Override
                public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
                    return lost[0] ? new CompletableFuture<>() : real.get();
                }
            });
            session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
            scheduler.pass(Duration.ofSeconds(9));
            lost[0] = false;
            scheduler.pass(Duration.ofMillis(900));
            assertThat(channel.signals()).isEmpty();
            scheduler.pass(Duration.ofSeconds(1));
            assertThat(channel.kinds()).containsExactly("Resumed", "Records", "ReplayComplete");
        }

        @Test
        @DisplayName("a filter that matches nothing still completes, and moves the client's bookmark on")
        void filteredSessionsMoveOn() {
            history(100);
            session(channel)
                    .resume(ResumeRequest.from(StartFrom.earliest())
                            .withFilter(RecordFilter.threads(Set.of(new ThreadKey("tenant", "nobody")))));
            scheduler.pass(Duration.ofSeconds(16));
            assertThat(channel.kinds()).containsExactly("Resumed", "ReplayComplete", "Bookmark");
            assertThat(channel.only(Bookmark.class).next().next(0)).isEqualTo(100);
        }
    }

    @Nested
    class Resets {

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
            long floor = bounds(0);
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
            long floor = bounds(0);
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
            scheduler.pass(Duration.ofMillis(2_100));
            CursorReset reset = channel.only(CursorReset.class);
            assertThat(reset.reason()).isEqualTo(ResetReason.CURSOR_AHEAD);
            assertThat(reset.start()).containsOnly(Map.entry(0, Position.at(5)));
            assertThat(channel.kinds()).containsExactly("CursorReset", "Resumed", "ReplayComplete");
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
            assertThat(reset.start()).containsOnly(Map.entry(0, Position.at(6)));
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
            assertThat(channel.records())
                    .extracting(record -> record.partition())
                    .containsExactly(2, 2, 2, 2);
            assertThat(channel.all(CursorReset.class)).isEmpty();
        }
    }

    @Nested
    class Pacing {

        @Test
        @DisplayName("R8: a channel that does not take its page costs that page and nothing more (RE-16)")
        void slowChannelStopsReading() {
            history(1_000);
            channel.stall();
            session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
            scheduler.pass(Duration.ofMillis(10));
            channel.accept();
            scheduler.pass(Duration.ofMillis(10));
            int reads = store.reads();
            assertThat(reads).isEqualTo(1);
            produce(0, 1_000);
            scheduler.pass(Duration.ofSeconds(5));
            assertThat(store.reads()).isEqualTo(reads);
            assertThat(channel.signals()).hasSize(2);
        }

        @Test
        @DisplayName("RE-15: a send that is not done in time ends the session, whatever was sent")
        void slowConsumerIsClosed() {
            history(10);
            channel.stall();
            ReplaySession session = session(channel);
            session.resume(ResumeRequest.from(StartFrom.earliest()));
            scheduler.pass(Duration.ofSeconds(9));
            assertThat(channel.closed()).isEmpty();
            scheduler.pass(Duration.ofSeconds(2));
            assertThat(channel.closed()).contains(CloseReason.SLOW_CONSUMER);
            assertThat(session.status().state()).isEqualTo(SessionState.CLOSED);
            assertThat(scheduler.alarms()).as("nothing is left behind").isZero();
            assertThat(store.appended().waiting()).isZero();
        }

        @Test
        void aFailedSendEndsTheSession() {
            history(10);
            channel.stall();
            session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
            scheduler.runAll();
            channel.fail();
            scheduler.runAll();
            assertThat(channel.closed()).contains(CloseReason.CHANNEL_FAILED);
        }

        @Test
        @DisplayName("R9: nothing is read while the channel is not ready")
        void notReady() {
            history(10);
            channel.ready(false);
            ReplaySession session = session(channel);
            session.resume(ResumeRequest.from(StartFrom.earliest()));
            scheduler.pass(Duration.ofSeconds(30));
            assertThat(store.reads()).isZero();
            assertThat(session.status().paused()).isTrue();
            channel.ready(true);
            session.channelReady();
            scheduler.pass(Duration.ofMillis(1));
            assertThat(channel.records()).hasSize(20);
        }

        @Test
        @DisplayName("R9: nothing is read without credit, and reports that can't be true give none (RE-25)")
        void window() {
            history(50);
            settings = settings.withWindowPages(2);
            ReplaySession session = session(channel);
            session.resume(ResumeRequest.from(StartFrom.earliest()));
            scheduler.pass(Duration.ofSeconds(5));
            assertThat(channel.all(Records.class)).hasSize(2);
            session.applied(99);
            session.applied(0);
            session.applied(-1);
            scheduler.pass(Duration.ofSeconds(5));
            assertThat(channel.all(Records.class)).hasSize(2);
            assertThat(session.status().invalidReports()).isEqualTo(3);
            session.applied(1);
            scheduler.pass(Duration.ofSeconds(5));
            assertThat(channel.all(Records.class)).hasSize(3);
            assertThat(session.status().unappliedPages()).isEqualTo(2);
        }

        @Test
        @DisplayName("a slow client loses nothing until retention passes it, then gets one exact gap")
        void slowClientLosesNothingUntilRetentionPassesIt() {
            store = new ScriptedStore(new InMemoryReplayStore(new MemoryBounds(1_000, 1 << 30, Duration.ofDays(1))));
            history(100);
            channel.stall();
            session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
            scheduler.runAll();
            channel.accept();
            scheduler.runAll();
            produce(0, 3_000);
            channel.unstall();
            scheduler.pass(Duration.ofSeconds(1));
            Gap gap = channel.all(GapNotice.class).stream()
                    .map(GapNotice::gap)
                    .filter(each -> each.partition() == 0)
                    .findFirst()
                    .orElseThrow();
            assertThat(gap).isEqualTo(new Gap(0, 5, bounds(0), GapReason.RETENTION));
            assertThat(channel.records())
                    .filteredOn(record -> record.partition() == 0)
                    .extracting(record -> record.offset())
                    .doesNotHaveDuplicates()
                    .hasSize((int) (5 + 3_100 - gap.to()));
        }

        @Test
        void idleClientsAreToldWhereTheyStand() {
            history(5);
            session(channel).resume(ResumeRequest.firstConnect());
            scheduler.pass(Duration.ofSeconds(31));
            assertThat(channel.all(Bookmark.class)).hasSize(2);
            assertThat(channel.all(Bookmark.class).get(0).next().next(1)).isEqualTo(5);
        }

        @Test
        void fallingBehindIsSaidAndCatchingUpToo() {
            history(5);
            channel.stall();
            session(channel).resume(ResumeRequest.firstConnect());
            scheduler.runAll();
            produce(0, 20_000);
            channel.unstall();
            scheduler.pass(Duration.ofSeconds(1));
            assertThat(channel.all(FellBehind.class)).hasSize(1);
            assertThat(channel.all(CaughtUp.class)).hasSize(1);
            assertThat(channel.all(ReplayComplete.class)).hasSize(1);
            assertThat(channel.records()).hasSize(20_000);
        }

        @Test
        @DisplayName("a wake-up that never comes costs a second, not the session")
        void lostWakeUp() {
            store.deafen();
            history(5);
            session(channel).resume(ResumeRequest.firstConnect());
            scheduler.runAll();
            produce(0, 1);
            scheduler.pass(Duration.ofMillis(990));
            assertThat(channel.records()).isEmpty();
            scheduler.pass(Duration.ofMillis(20));
            assertThat(channel.records()).hasSize(1);
        }
    }

    @Nested
    class Commands {

        @Test
        @DisplayName("what has no meaning now is answered and counted, and a flood of it fills nothing (RE-14)")
        void refusals() {
            history(5);
            ReplaySession session = session(channel);
            session.continueReplay();
            scheduler.runAll();
            session.skipToLive();
            scheduler.runAll();
            assertThat(channel.all(ErrorNotice.class))
                    .extracting(ErrorNotice::code)
                    .containsExactly(ErrorCode.NOT_NOW, ErrorCode.NOT_NOW);
            channel.stall();
            for (int i = 0; i < 1_000; i++) {
                session.continueReplay();
            }
            scheduler.runAll();
            assertThat(channel.signals()).hasSize(3);
            assertThat(session.status().refusedCommands()).isEqualTo(1_002);
        }

        @Test
        void closedSessionsStayClosed() {
            history(5);
            ReplaySession session = session(channel);
            session.close(CloseReason.DRAINING);
            session.resume(ResumeRequest.firstConnect());
            session.continueReplay();
            session.applied(1);
            session.channelReady();
            session.close(CloseReason.CLIENT_LEFT);
            scheduler.pass(Duration.ofMinutes(1));
            assertThat(channel.closed()).contains(CloseReason.DRAINING);
            assertThat(channel.signals()).isEmpty();
        }

        @Test
        @DisplayName("R12: a channel that throws ends its session, not the server's thread")
        void throwingChannel() {
            history(5);
            SessionChannel throwing = new SessionChannel() {
                @Override
                public CompletionStage<Void> send(SessionSignal signal) {
                    throw new IllegalStateException("broken");
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void close(CloseReason reason) {
                    assertThat(reason).isEqualTo(CloseReason.CHANNEL_FAILED);
                }
            };
            ReplaySession session = new ReplaySession(store, throwing, settings, scheduler);
            session.resume(ResumeRequest.firstConnect());
            scheduler.runAll();
            assertThat(session.status().state()).isEqualTo(SessionState.CLOSED);
        }
    }

    private ReplaySession session(RecordingChannel to) {
        return new ReplaySession(store, to, settings, scheduler);
    }

    private void open() {
        store.open(EPOCH, Map.of(0, new LogExtent(0, 0), 1, new LogExtent(0, 0)));
    }

    private void history(int perPartition) {
        open();
        produce(0, perPartition);
        produce(1, perPartition);
    }

    private void produce(int partition, int count) {
        long from = log.end(partition);
        for (int i = 0; i < count; i++) {
            log.add(partition, from + i, 4);
        }
        store.append(EPOCH, List.of(log.batch(partition, from, from + count)));
    }

    private void ingest() {
        for (int partition : log.partitions()) {
            store.append(EPOCH, List.of(log.batch(partition, 0, log.end(partition))));
        }
    }

    private long bounds(int partition) {
        return ((io.dashstream.replay.store.StoreBounds)
                        store.bounds().toCompletableFuture().join())
                .partitions()
                .get(partition)
                .floor();
    }

    private static Cursor cursor(long first) {
        return Cursor.of(EPOCH, Map.of(0, Position.at(first)));
    }

    private static Cursor cursor(long first, long second) {
        return Cursor.of(EPOCH, Map.of(0, Position.at(first), 1, Position.at(second)));
    }
}
