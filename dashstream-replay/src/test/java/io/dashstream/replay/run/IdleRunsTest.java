package io.dashstream.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.RunEnd;
import io.dashstream.replay.session.VirtualScheduler;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Runs that nothing is heard of any more, on virtual time; the idle time is 90 minutes. */
class IdleRunsTest {

    private final VirtualScheduler scheduler = new VirtualScheduler(new SplittableRandom(1));
    private final RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1, 10, scheduler);
    private final ScriptedRun run = new ScriptedRun("r1");

    @BeforeEach
    void aRunGoesOn() {
        run.start();
        run.step();
        runs.appendAll(0, run);
        runs.index().start();
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(status()).isEqualTo(RunStatus.RUNNING);
    }

    @AfterEach
    void close() {
        runs.close();
    }

    @Test
    @DisplayName("ME-18, FP-16: a run that falls silent is given up as incomplete within the idle time, and counted")
    void m1074_aSilentRunIsIncomplete() {
        scheduler.pass(Duration.ofMinutes(89));
        assertThat(status()).isEqualTo(RunStatus.RUNNING);
        scheduler.pass(Duration.ofMinutes(2));
        assertThat(status()).isEqualTo(RunStatus.INCOMPLETE);
        assertThat(summary().end()).contains(new RunEnd.Unfinished(RunEnd.Why.IDLE));
        scheduler.pass(Duration.ofDays(1));
        assertThat(runs.index().stats().incomplete()).as("once").isEqualTo(1);
    }

    @Test
    @DisplayName("a run that goes on after all is running again, and given up again if it falls silent again")
    void aRunThatGoesOnIsRunningAgain() {
        scheduler.pass(Duration.ofMinutes(91));
        runs.append(0, run.step());
        scheduler.pass(Duration.ofMinutes(1));
        assertThat(status()).isEqualTo(RunStatus.RUNNING);
        assertThat(summary().messageCount()).isEqualTo(3);
        scheduler.pass(Duration.ofMinutes(91));
        assertThat(status()).isEqualTo(RunStatus.INCOMPLETE);
        assertThat(runs.index().stats().incomplete()).isEqualTo(2);
    }

    @Test
    void everyMessageBeginsTheIdleTimeAnew() {
        for (int i = 0; i < 5; i++) {
            scheduler.pass(Duration.ofMinutes(80));
            runs.append(0, run.step());
        }
        scheduler.pass(Duration.ofMinutes(80));
        assertThat(status()).isEqualTo(RunStatus.RUNNING);
        assertThat(runs.index().stats().incomplete()).isZero();
    }

    @Test
    void aRunThatHasEndedStaysWhatItIs() {
        runs.append(0, run.end());
        scheduler.pass(Duration.ofDays(2));
        assertThat(status()).isEqualTo(RunStatus.FINISHED);
        assertThat(runs.index().stats().incomplete()).isZero();
    }

    @Test
    void aClosedIndexWatchesNothingAnyMore() {
        runs.index().close();
        scheduler.pass(Duration.ofSeconds(30));
        assertThat(scheduler.alarms()).isZero();
    }

    private RunStatus status() {
        return summary().status();
    }

    private RunSummary summary() {
        return runs.index().find(run.key()).orElseThrow();
    }
}
