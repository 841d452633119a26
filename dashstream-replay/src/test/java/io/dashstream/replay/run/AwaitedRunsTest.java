package io.dashstream.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.RunKey;
import io.dashstream.replay.session.VirtualScheduler;
import io.dashstream.replay.store.AwaitingStore;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an index says while partition 1 has never answered; a run goes over both, as partitions were added meanwhile. */
class AwaitedRunsTest {

    private static final int SILENT = 1;

    private final VirtualScheduler scheduler = new VirtualScheduler(new SplittableRandom(1));
    private final AwaitingStore store = new AwaitingStore(new InMemoryReplayStore());
    private final RunsInAStore runs = new RunsInAStore(store, 1, 10, scheduler);
    private final ScriptedRun run = new ScriptedRun("r1");

    @BeforeEach
    void aPartOfARunIsIndexed() {
        store.await(RunsInAStore.EPOCH, Set.of(SILENT));
        runs.append(0, run.start());
        runs.append(SILENT, run.step());
        runs.append(0, run.step());
        runs.index().start();
        scheduler.pass(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        runs.close();
    }

    @Test
    @DisplayName(
            "KA-13: the index names the partitions that it does not speak for, and proves nothing missing meanwhile")
    void nothingIsProvedMissing() {
        assertThat(runs.index().awaited()).containsExactly(SILENT);
        assertThat(runs.index().stats().missingMessages()).isZero();
        assertThat(runs.index().find(run.key()).orElseThrow().gaps()).isZero();
    }

    @Test
    @DisplayName("KA-13: what is not indexed is not said not to be there")
    void absenceIsNotSaid() {
        RunKey elsewhere = new RunKey("tenant", "elsewhere", "r2");
        assertThat(runs.history().stateAt(elsewhere, 1)).isInstanceOfSatisfying(HistoryAnswer.Unknown.class, answer -> {
            assertThat(answer.reason()).isEqualTo(HistoryAnswer.Reason.NOT_INDEXED_YET);
            assertThat(answer.detail()).contains("1 partitions have not answered yet, the first of them 1");
        });
        answers();
        assertThat(runs.history().stateAt(elsewhere, 1))
                .isInstanceOfSatisfying(
                        HistoryAnswer.Unknown.class,
                        answer -> assertThat(answer.reason()).isEqualTo(HistoryAnswer.Reason.NO_SUCH_RUN));
    }

    @Test
    @DisplayName("KA-13: when it answers the run is whole")
    void theRunIsWhole() {
        answers();
        assertThat(runs.index().awaited()).isEmpty();
        RunSummary whole = runs.index().find(run.key()).orElseThrow();
        assertThat(whole.messageCount()).isEqualTo(3);
        assertThat(whole.gaps()).isZero();
        assertThat(whole.corruptions()).isZero();
    }

    @Test
    @DisplayName(
            "KA-13: one that has just answered is still to be read, so that the index is not complete before it is")
    void aPartitionThatAnsweredIsStillToBeRead() {
        RunTable table = new RunTable(System::nanoTime);
        table.await(Set.of(SILENT));
        table.complete();
        assertThat(table.isComplete()).isFalse();
        table.await(Set.of());
        assertThat(table.isComplete()).isFalse();
        table.complete();
        assertThat(table.isComplete()).isTrue();
    }

    private void answers() {
        store.announceEnds(RunsInAStore.EPOCH, Map.of(SILENT, LogEnd.at(1)));
        scheduler.pass(Duration.ofMinutes(1));
    }
}
