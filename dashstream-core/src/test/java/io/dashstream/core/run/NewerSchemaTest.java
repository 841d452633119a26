package io.dashstream.core.run;

import static io.dashstream.core.run.States.feed;
import static io.dashstream.core.run.States.json;
import static io.dashstream.core.run.States.only;
import static io.dashstream.core.run.States.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.Corruption.Reason;
import io.dashstream.core.run.RunUpdate.IgnoredReason;
import io.dashstream.core.run.RunUpdate.MessageIgnored;
import io.dashstream.core.run.RunUpdate.RunCorrupted;
import io.dashstream.core.run.SimulatedThread.SimulatedRun;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.EventBatch;
import io.dashstream.core.wire.v1.Header;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages of a schema that is newer than ours: they are not applied, and nothing that they may have changed is called right. */
class NewerSchemaTest {

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
    @DisplayName("v1, v2, v1: only v1 is applied, and the run is marked at the v2 message (CO-10)")
    void aNewerSchemaVersionIsNotAppliedAndMarksTheRun() {
        SimulatedRun run = thread.start("r", json("{'n':0}"));
        SimulatedRun other = thread.start("other", json("{}"));
        run.diff(json("{'n':1}"));
        receive();
        DashStreamMessage newer = with(run.diff(json("{'n':2}")), header -> header.setSchemaVersion(2));
        thread.sent().clear();

        List<RunUpdate> updates = runs.accept(newer);
        assertThat(updates)
                .containsExactly(
                        new MessageIgnored(thread.key(), 4, IgnoredReason.NEWER_SCHEMA, newer),
                        new RunCorrupted(run.key(), 4, stateOf(run).corruption().orElseThrow()));
        assertThat(stateOf(run).corruption()).map(Corruption::reason).contains(Reason.NEWER_SCHEMA);
        assertThat(stateOf(run).counts().newerSchema()).isEqualTo(1);
        assertThat(stateOf(other).status()).as("the parent says whose it is").isEqualTo(RunState.Status.LIVE);

        run.diff(json("{'n':3}"));
        receive();
        assertThat(stateOf(run).status()).isEqualTo(RunState.Status.CORRUPTED);
        run.checkpoint();
        receive();
        assertThat(stateOf(run).state()).map(RebuiltState::value).contains(json("{'n':3}"));
        assertThat(runs.counts().newerSchema()).isEqualTo(1);
        assertThat(runs.counts().holes()).isZero();
    }

    @Test
    @DisplayName("A newer version counts in the envelope and in every event of a batch (CO-10)")
    void aNewerVersionCountsInTheEnvelopeAndInEveryEvent() {
        SimulatedRun run = thread.start("r", json("{}"));
        receive();
        DashStreamMessage envelope = States.batch(List.of(run.nodeStart("a"), run.nodeEnd("a")));
        runs.accept(with(envelope, header -> header.setSchemaVersion(7)));
        assertThat(runs.counts().newerSchema()).isEqualTo(2);
        assertThat(stateOf(run).status()).isEqualTo(RunState.Status.CORRUPTED);

        run.checkpoint();
        runs.accept(thread.sent().get(thread.sent().size() - 1));
        DashStreamMessage inner = States.batch(
                List.of(run.nodeStart("b"), with(run.nodeEnd("b"), header -> header.setSchemaVersion(-1))));
        runs.accept(inner);
        assertThat(runs.counts().newerSchema()).isEqualTo(3);
        assertThat(stateOf(run).status()).isEqualTo(RunState.Status.CORRUPTED);

        DashStreamMessage empty = DashStreamMessage.newBuilder()
                .setEventBatch(
                        EventBatch.newBuilder().setHeader(Header.newBuilder().setSchemaVersion(2)))
                .build();
        assertThat(only(MessageIgnored.class, runs.accept(empty)))
                .extracting(MessageIgnored::reason)
                .containsExactly(IgnoredReason.NEWER_SCHEMA);
    }

    @Test
    void aNewerVersionOfAnUnknownRunMakesThatRunKnownAndMarked() {
        SimulatedRun run = thread.start("r", json("{}"));
        runs.accept(with(thread.sent().get(0), header -> header.setSchemaVersion(2)));

        assertThat(runs.runs())
                .singleElement()
                .satisfies(state ->
                        assertThat(state.corruption().map(Corruption::reason)).contains(Reason.NEWER_SCHEMA));
        assertThat(runs.run(run.key())).isEmpty();
    }
}
