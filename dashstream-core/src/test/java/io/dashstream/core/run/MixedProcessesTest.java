package io.dashstream.core.run;

import static io.dashstream.core.run.States.feed;
import static io.dashstream.core.run.States.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.RunState.Status;
import io.dashstream.core.run.SimulatedThread.SimulatedRun;
import io.dashstream.core.wire.v1.DashStreamMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two processes number the messages of one thread from 1, and what they sent arrives mixed. */
class MixedProcessesTest {

    private final SimulatedThread thread = SimulatedThread.linked();
    private final RunAssembler runs = RunAssembler.builder().reorderMessages(1).build();

    @Test
    void aMessageOfAnUnknownRunThatTookANumberPutsTheStateInDoubt() {
        SimulatedRun first = thread.start("first", json("{'n':0}"));
        DashStreamMessage start = sent();
        thread.restartProcess();
        SimulatedRun second = thread.start("second", json("{'m':0}"));
        DashStreamMessage node = second.nodeStart("plan");

        feed(runs, List.of(start, node));

        RunState state = runs.run(first.key()).orElseThrow();
        assertThat(state.status()).isEqualTo(Status.CORRUPTED);
        assertThat(state.state()).isEmpty();
    }

    @Test
    void aMessageFromBeforeTheOneThatItFollowsPutsEveryOpenRunInDoubt() {
        SimulatedRun first = thread.start("first", json("{'n':0}"));
        DashStreamMessage start = sent();
        first.diff(json("{'n':1}"));
        DashStreamMessage late = first.nodeStart("plan");
        thread.restartProcess();
        thread.countFrom(2);
        SimulatedRun second = thread.start("second", json("{'m':0}"));
        DashStreamMessage restart = sent();

        feed(runs, List.of(start, restart, late));

        assertThat(runs.run(first.key()).orElseThrow().status()).isEqualTo(Status.CORRUPTED);
        assertThat(runs.run(second.key()).orElseThrow().status()).isEqualTo(Status.CORRUPTED);
    }

    @Test
    void aRunThatGoesOnAfterItsEndLosesItsStateToAHole() {
        SimulatedRun first = thread.start("first", json("{'n':0}"));
        DashStreamMessage start = sent();
        DashStreamMessage node = first.nodeStart("plan");
        DashStreamMessage checkpoint = first.checkpoint();
        first.diff(json("{'n':1}"));
        DashStreamMessage late = first.nodeEnd("plan");
        DashStreamMessage end = first.end("OK");
        thread.restartProcess();
        thread.start("second", json("{'m':0}"));
        DashStreamMessage restart = sent();

        feed(runs, List.of(start, node, end));
        runs.flush();
        feed(runs, List.of(restart, checkpoint));
        assertThat(runs.run(first.key()).orElseThrow().status()).isEqualTo(Status.LIVE);
        feed(runs, List.of(late));
        runs.flush();

        RunState state = runs.run(first.key()).orElseThrow();
        assertThat(state.status()).isEqualTo(Status.CORRUPTED);
        assertThat(state.stateAt(state.lastSequence())).isInstanceOf(StateAt.Corrupted.class);
    }

    private DashStreamMessage sent() {
        return thread.sent().get(thread.sent().size() - 1);
    }
}
