package io.dashstream.core.run;

import static io.dashstream.core.run.States.feed;
import static io.dashstream.core.run.States.json;
import static io.dashstream.core.run.States.numbered;
import static io.dashstream.core.run.States.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.core.run.Corruption.Reason;
import io.dashstream.core.run.RunUpdate.Beginning;
import io.dashstream.core.run.RunUpdate.IgnoredReason;
import io.dashstream.core.run.RunUpdate.MessageIgnored;
import io.dashstream.core.run.RunUpdate.MessageObserved;
import io.dashstream.core.run.RunUpdate.RunCorrupted;
import io.dashstream.core.run.RunUpdate.RunEnded;
import io.dashstream.core.run.RunUpdate.RunStarted;
import io.dashstream.core.run.RunUpdate.SequenceHole;
import io.dashstream.core.run.RunUpdate.StateChanged;
import io.dashstream.core.run.RunUpdate.StateSource;
import io.dashstream.core.run.SimulatedThread.SimulatedRun;
import io.dashstream.core.wire.WireException;
import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RunAssemblerTest {

    private final SimulatedThread thread = SimulatedThread.linked();
    private final RunAssembler runs = RunAssembler.builder().build();

    private List<RunUpdate> receive() {
        List<RunUpdate> updates = feed(runs, thread.sent());
        thread.sent().clear();
        return updates;
    }

    private RunState stateOf(SimulatedRun run) {
        return runs.run(run.key()).orElseThrow();
    }

    @Test
    void aRunIsRebuiltStepByStep() {
        SimulatedRun run = thread.start("r", json("{'n':0}"));
        run.nodeStart("plan");
        run.diff(json("{'n':1}"));
        run.checkpoint();
        run.nodeEnd("plan");
        run.fullState(json("{'other':true}"));
        run.end("OK");

        List<RunUpdate> updates = receive();

        assertThat(only(RunStarted.class, updates)).containsExactly(new RunStarted(run.key(), 1, Beginning.SEEN));
        assertThat(only(MessageObserved.class, updates))
                .extracting(MessageObserved::sequence)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(only(StateChanged.class, updates))
                .extracting(StateChanged::source)
                .containsExactly(
                        StateSource.INITIAL_STATE, StateSource.DIFF, StateSource.CHECKPOINT, StateSource.FULL_STATE);
        assertThat(only(RunEnded.class, updates))
                .containsExactly(new RunEnded(run.key(), 7, new RunEnd.Finished("OK")));
        RunState state = stateOf(run);
        assertThat(state.state()).contains(new RebuiltState(6, json("{'other':true}"), Verification.VERIFIED));
        assertThat(state.lastSequence()).isEqualTo(7);
        assertThat(state.end()).contains(new RunEnd.Finished("OK"));
        assertThat(state.counts()).isEqualTo(new RunCounts(7, 4, 3, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(state.lastTimestampMicros()).isEqualTo(thread.now());
    }

    @Test
    void aGraphErrorEndsARunWithItsCause() {
        SimulatedRun run = thread.start("r", json("{}"));
        run.fail("java.io.IOException", "no route to host");
        receive();

        assertThat(stateOf(run).end()).contains(new RunEnd.Failed("java.io.IOException", "no route to host"));
    }

    @Test
    void anEndlessErrorTextIsCut() {
        SimulatedRun run = thread.start("r", json("{}"));
        run.fail("T", "é".repeat(5_000_000));
        receive();

        assertThat(stateOf(run).end())
                .hasValueSatisfying(
                        end -> assertThat(((RunEnd.Failed) end).error()).hasSizeLessThan(1000));
    }

    @Test
    @DisplayName("A hole takes the state of every open run of the thread and of no ended one")
    void aHoleConcernsEveryOpenRunOfTheThread() {
        SimulatedRun ended = thread.start("ended", json("{}"));
        ended.end("OK");
        SimulatedRun first = thread.start("first", json("{}"));
        SimulatedRun second = thread.start("second", json("{}"));
        receive();
        thread.countFrom(10);
        first.token();
        receive();

        List<RunUpdate> updates = runs.flush();

        assertThat(only(SequenceHole.class, updates)).containsExactly(new SequenceHole(thread.key(), 5, 9));
        assertThat(only(RunCorrupted.class, updates))
                .extracting(RunCorrupted::key)
                .containsExactly(first.key(), second.key());
        assertThat(stateOf(second).corruption())
                .hasValueSatisfying(cause -> assertThat(cause.reason()).isEqualTo(Reason.SEQUENCE_HOLE));
        assertThat(stateOf(ended).status()).isEqualTo(RunState.Status.LIVE);
        assertThat(stateOf(first).stateAt(4).state()).isPresent();
        assertThat(stateOf(first).stateAt(5)).isInstanceOf(StateAt.Corrupted.class);
        assertThat(stateOf(first).stateAt(10)).isInstanceOf(StateAt.Corrupted.class);
        assertThat(runs.counts().holes()).isEqualTo(1);
        assertThat(runs.counts().missing()).isEqualTo(5);
    }

    @Test
    @DisplayName(
            "A run that goes on after its end does not know its states between what went missing and its next base")
    void anEndedRunThatGoesOnDoesNotKnowWhatWentMissing() {
        SimulatedRun run = thread.start("r", json("{'n':0}"));
        run.end("OK");
        thread.countFrom(10);
        run.checkpoint(json("{'n':5}"));

        receive();
        runs.flush();

        assertThat(stateOf(run).stateAt(2).state()).map(RebuiltState::value).contains(json("{'n':0}"));
        assertThat(stateOf(run).stateAt(3)).isInstanceOf(StateAt.Corrupted.class);
        assertThat(stateOf(run).stateAt(9)).isInstanceOf(StateAt.Corrupted.class);
        assertThat(stateOf(run).stateAt(10).state()).map(RebuiltState::value).contains(json("{'n':5}"));
    }

    @Test
    void anEndedRunThatStartsAgainDoesNotKnowWhatWentMissing() {
        thread.start("r", json("{'n':0}")).end("OK");
        thread.countFrom(10);
        SimulatedRun again = thread.startWithoutState("r");

        receive();
        runs.flush();

        assertThat(stateOf(again).stateAt(2).state()).map(RebuiltState::value).contains(json("{'n':0}"));
        assertThat(stateOf(again).stateAt(9)).isInstanceOf(StateAt.Corrupted.class);
        assertThat(stateOf(again).stateAt(10)).isEqualTo(new StateAt.NoBase());
    }

    @Test
    void withoutAnInitialStateTheBaseIsTheFirstCheckpoint() {
        SimulatedRun run = thread.startWithoutState("r");
        DashStreamMessage diff = SimulatedThread.linked().start("x", json("{}")).diff(json("{'n':1}"));
        run.diff(diff.getStateDiff().toBuilder(), json("{'n':1}"));
        receive();
        assertThat(stateOf(run).status()).isEqualTo(RunState.Status.EMPTY);
        assertThat(stateOf(run).stateAt(2)).isEqualTo(new StateAt.NoBase());
        assertThat(stateOf(run).counts().skippedDiffs()).isEqualTo(1);

        run.checkpoint();
        run.diff(json("{'n':2}"));
        receive();

        assertThat(stateOf(run).state()).map(RebuiltState::value).contains(json("{'n':2}"));
        assertThat(stateOf(run).counts().corruptions()).isZero();
    }

    @Test
    void anInitialStateThatCantBeReadIsSaidAndTheRunStartsAllTheSame() {
        SimulatedRun run = thread.start("r", json("{}"));
        DashStreamMessage start = thread.sent().remove(0);
        Event broken = start.getEvent().toBuilder()
                .putAttributes("initial_state_json", SimulatedThread.text("{\"a\":"))
                .build();
        runs.accept(start.toBuilder().setEvent(broken).build());

        assertThat(stateOf(run).beginning()).isEqualTo(Beginning.SEEN);
        assertThat(stateOf(run).corruption()).map(Corruption::reason).contains(Reason.STATE_UNREADABLE);

        SimulatedRun other = thread.start("s", json("{}"));
        DashStreamMessage second = thread.sent().remove(0);
        runs.accept(second.toBuilder()
                .setEvent(second.getEvent().toBuilder()
                        .putAttributes(
                                "initial_state_json",
                                AttributeValue.newBuilder().setIntValue(5).build()))
                .build());
        assertThat(stateOf(other).corruption()).map(Corruption::reason).contains(Reason.STATE_UNREADABLE);
    }

    @Test
    @DisplayName(
            "A run whose first message seen is not GRAPH_START is partial and right from its first checkpoint (FP-16)")
    void aRunWhoseStartWasNotSeenIsPartialUntilItsFirstCheckpoint() {
        SimulatedRun run = thread.start("r", json("{'n':0}"));
        run.nodeStart("plan");
        for (int n = 1; n < 300; n++) {
            run.diff(json("{'n':" + n + "}"));
        }
        thread.sent().subList(0, 290).clear();

        List<RunUpdate> joined = receive();
        RunKey makeshift = only(RunStarted.class, joined).get(0).key();
        assertThat(only(RunStarted.class, joined)).containsExactly(new RunStarted(makeshift, 291, Beginning.NOT_SEEN));
        assertThat(runs.run(makeshift).orElseThrow().status()).isEqualTo(RunState.Status.EMPTY);

        run.checkpoint();
        List<RunUpdate> named = receive();
        assertThat(only(RunUpdate.RunNamed.class, named))
                .containsExactly(new RunUpdate.RunNamed(run.key(), 302, makeshift));
        assertThat(runs.run(makeshift)).isEmpty();
        assertThat(stateOf(run).state()).map(RebuiltState::value).contains(json("{'n':299}"));
        assertThat(stateOf(run).beginning()).isEqualTo(Beginning.NOT_SEEN);
        assertThat(stateOf(run).firstSequence()).isEqualTo(291);
        assertThat(stateOf(run).stateAt(295)).isEqualTo(new StateAt.NoBase());
        assertThat(stateOf(run).stateAt(290)).isEqualTo(new StateAt.BeforeStart(291));
        assertThat(stateOf(run).stateAt(303)).isEqualTo(new StateAt.NotReached(302));
        assertThat(runs.counts().holes()).as("what was not seen is not missing").isZero();

        run.nodeEnd("plan");
        run.diff(json("{'n':300}"));
        receive();
        assertThat(stateOf(run).state()).map(RebuiltState::value).contains(json("{'n':300}"));
    }

    @Test
    @DisplayName(
            "The loss of a run's last messages makes no hole: it has no end, and its last time tells how old it is (FP-16)")
    void aRunWhoseEndGotLostHasNoEnd() {
        SimulatedRun run = thread.start("r", json("{}"));
        run.diff(json("{'n':1}"));
        receive();
        runs.flush();

        assertThat(stateOf(run).end()).isEmpty();
        assertThat(stateOf(run).lastTimestampMicros()).isEqualTo(thread.now());
        assertThat(runs.counts().holes()).isZero();
    }

    @Test
    @DisplayName("Sequence 0 means none: it is delivered, counted by nobody, and moves nothing (CO-03)")
    void sequenceZeroMeansNone() {
        SimulatedRun run = thread.start("r", json("{'n':0}"));
        run.diff(json("{'n':1}"));
        receive();

        List<RunUpdate> token = runs.accept(numbered(run.token(), 0));
        assertThat(only(MessageObserved.class, token))
                .extracting(MessageObserved::key)
                .containsExactly(run.key());
        for (DashStreamMessage carriesState : List.of(
                run.diff(json("{'n':2}")),
                run.fullState(json("{'n':3}")),
                run.checkpoint(json("{'n':4}")),
                run.end("OK"))) {
            List<RunUpdate> updates = runs.accept(numbered(carriesState, 0));
            assertThat(updates)
                    .containsExactly(
                            new MessageIgnored(thread.key(), 0, IgnoredReason.NO_SEQUENCE, numbered(carriesState, 0)));
        }
        thread.start("other", json("{}"));
        DashStreamMessage start = numbered(thread.sent().get(thread.sent().size() - 1), 0);
        assertThat(only(MessageIgnored.class, runs.accept(start))).hasSize(1);

        assertThat(runs.runs()).hasSize(1);
        assertThat(stateOf(run).state()).contains(new RebuiltState(2, json("{'n':1}"), Verification.VERIFIED));
        assertThat(stateOf(run).lastSequence()).isEqualTo(2);
        assertThat(stateOf(run).isOpen()).isTrue();
        assertThat(runs.counts()).isEqualTo(new AssemblerCounts(8, 3, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("Sequences are unsigned up to 2^64-1 (CO-02)")
    void statesAreRebuiltBeyondTheLargestSignedNumber() {
        thread.countFrom(Long.MAX_VALUE - 1);
        SimulatedRun run = thread.start("r", json("{'n':0}"));
        for (int n = 1; n <= 4; n++) {
            run.diff(json("{'n':" + n + "}"));
        }
        receive();

        assertThat(stateOf(run).lastSequence()).isEqualTo(Long.MIN_VALUE + 2);
        for (int n = 0; n <= 4; n++) {
            assertThat(stateOf(run).stateAt(Long.MAX_VALUE - 1 + n).state())
                    .map(RebuiltState::value)
                    .contains(json("{'n':" + n + "}"));
        }
        assertThat(stateOf(run).stateAt(-1)).isEqualTo(new StateAt.NotReached(Long.MIN_VALUE + 2));
        assertThat(runs.counts().corruptions()).isZero();
    }

    @Test
    void aMessageOfNoKindIsSaidAndDoesNotThrow() {
        List<RunUpdate> updates = runs.accept(DashStreamMessage.getDefaultInstance());

        assertThat(only(MessageIgnored.class, updates))
                .extracting(MessageIgnored::reason)
                .containsExactly(IgnoredReason.UNKNOWN_KIND);
        assertThat(runs.counts().unknownKind()).isEqualTo(1);
        assertThat(runs.accept(DashStreamMessage.newBuilder()
                        .setEvent(Event.getDefaultInstance())
                        .build()))
                .hasSize(1);
    }

    @Test
    void messagesOfOtherKindsMoveTheRunOnAndNothingElse() {
        SimulatedRun run = thread.start("r", json("{'n':0}"));
        run.token();
        run.token();
        List<RunUpdate> updates = receive();

        assertThat(only(StateChanged.class, updates)).hasSize(1);
        assertThat(stateOf(run).lastSequence()).isEqualTo(3);
        assertThat(stateOf(run).stateAt(3).state()).isPresent();
    }

    @Test
    void everyLimitIsCheckedWhenItIsSet() {
        RunAssemblerBuilder builder = RunAssembler.builder();

        assertThatThrownBy(() -> builder.maxThreads(0))
                .isInstanceOf(WireException.class)
                .hasMessage("maxThreads is 0; it must be from 1 to 1000000");
        assertThatThrownBy(() -> builder.reorderMessages(100_000)).hasMessageContaining("reorderMessages is 100000");
        assertThatThrownBy(() -> builder.historyBytes(-1)).hasMessageContaining("historyBytes is -1");
        assertThat(builder.maxRuns(1)
                        .reorderBytes(0)
                        .reorderBytesTotal(0)
                        .historyEntries(1)
                        .historyBytesTotal(0)
                        .maxStateBytes(1024)
                        .parentIds(16)
                        .build()
                        .runs())
                .isEmpty();
    }
}
