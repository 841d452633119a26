package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.session.SessionSignal.Bookmark;
import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.session.SessionSignal.ErrorNotice;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.session.SessionSignal.ReplayCapped;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.RecordFilter;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a session says that it is complete, and when it says that it is not. */
class SessionCompletionTest extends SessionFixture {

    @Test
    @DisplayName("M-698: complete is said once, when all partitions are at the target taken at resume, not before")
    void M698_completeOnlyWhenEveryPartitionIsAtTheTarget() {
        // One partition is at its target long before the other: that is not complete.
        history(2_000);
        produce(1, 8_000);
        settings = settings.withPage(new PageLimits(1_000, 1 << 30));
        session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.all(Records.class))
                .hasSize(12)
                .allMatch(page -> page.records().size() <= 1_000);
        ReplayComplete complete = channel.only(ReplayComplete.class);
        assertThat(complete.delivered()).isEqualTo(12_000);
        assertThat(complete.target()).isEqualTo(new TreeMap<>(Map.of(0, 2_000L, 1, 10_000L)));
        assertThat(channel.signals().get(channel.signals().size() - 1)).isEqualTo(complete);
    }

    @Test
    @DisplayName("M-698, RE-02: capped says what remains, nothing newer comes, and complete is said only at the end")
    void M698_cappedThenContinuedThenComplete() {
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
        assertThat(channel.records()).as("nothing between capped and continue").hasSize(12);
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
                .containsExactlyInAnyOrder(new Gap(0, 5, 15, GapReason.CAPPED), new Gap(1, 5, 15, GapReason.CAPPED));
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
                                new ReplayBudget(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofSeconds(3)), OnCap.PAUSE));
        scheduler.pass(Duration.ofSeconds(5));
        assertThat(channel.only(ReplayCapped.class).reason()).isEqualTo(CapReason.MAX_DURATION);
        assertThat(channel.only(ReplayCapped.class).remaining()).containsEntry(0, 100L);
    }

    @Test
    @DisplayName("M-698, RE-02: a read that fails is retried and said, and never taken for caught up")
    void M698_failedReadsAreNotCompletion() {
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
        assertThat(channel.news()).containsExactly("ErrorNotice");
        failing[0] = false;
        scheduler.pass(Duration.ofSeconds(6));
        assertThat(channel.news()).containsExactly("ErrorNotice", "Resumed", "Records", "ReplayComplete");
    }

    @Test
    @DisplayName(
            "M-698, RE-02: a store that fails in the middle of a replay interrupts it: neither complete nor capped")
    void M698_failingInTheMiddleIsNotCompletion() {
        history(50);
        int[] answersLeft = {4};
        store.follow(new ScriptedStore.Script() {
            @Override
            public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
                return answersLeft[0]-- > 0
                        ? real.get()
                        : CompletableFuture.failedFuture(new IllegalStateException("redis is away"));
            }
        });
        session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofMinutes(2));
        assertThat(channel.news()).containsExactly("Resumed", "Records", "Records", "Records", "ErrorNotice");
        answersLeft[0] = Integer.MAX_VALUE;
        scheduler.pass(Duration.ofSeconds(6));
        assertThat(channel.records()).hasSize(100).doesNotHaveDuplicates();
        assertThat(channel.only(ReplayComplete.class).delivered()).isEqualTo(100);
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
