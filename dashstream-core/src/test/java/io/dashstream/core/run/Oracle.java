package io.dashstream.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.dashstream.core.json.CanonicalJson;
import io.dashstream.core.run.RunUpdate.MessageObserved;
import io.dashstream.core.run.RunUpdate.RunNamed;
import io.dashstream.core.run.SimulatedThread.SimulatedRun;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Compares what an assembler says with what a scenario knows to be true. */
final class Oracle {

    final Scenario scenario;

    /** Whose the messages were that made the states of each rebuilt run: what a run without a name stands for. */
    private final Map<RunKey, TreeMap<Long, SimulatedRun>> standsFor = new HashMap<>();

    private final Set<ByteString> observed = new HashSet<>();
    private DashStreamMessage last = DashStreamMessage.getDefaultInstance();
    private long states;

    Oracle(Scenario scenario) {
        this.scenario = scenario;
    }

    /** How many states were compared. */
    long states() {
        return states;
    }

    void check(List<RunUpdate> updates) {
        for (RunUpdate update : updates) {
            if (update instanceof MessageObserved message) {
                checkOnce(message);
            } else if (update instanceof RunNamed named) {
                Optional.ofNullable(standsFor.remove(named.previous()))
                        .ifPresent(runs -> standsFor.putIfAbsent(named.key(), runs));
            } else if (update instanceof RunUpdate.StateChanged changed) {
                standFor(changed.key(), changed.sequence());
                checkState(changed.key(), changed.sequence(), changed.state().value());
            }
        }
    }

    private void standFor(RunKey key, long sequence) {
        TreeMap<Long, SimulatedRun> runs =
                standsFor.computeIfAbsent(key, absent -> new TreeMap<>(Long::compareUnsigned));
        runs.tailMap(sequence, true).clear();
        runs.put(sequence, scenario.thread(key.thread()).ownerOf(last));
    }

    /** FP-11: a message is given to a run at most once. */
    private void checkOnce(MessageObserved message) {
        assertThat(observed.add(Messages.header(message.message()).getMessageId()))
                .as("message %s of %s is observed for the first time", message.sequence(), message.key())
                .isTrue();
        last = message.message();
    }

    /** Every state that is handed out is the true one at its sequence, and at the sequence that the run has come to. */
    void check(RunState run) {
        run.state().ifPresent(state -> {
            checkState(run.key(), state.sequence(), state.value());
            checkState(run.key(), run.lastSequence(), state.value());
        });
        assertThat(run.state().isPresent())
                .as("%s has a state if and only if it is LIVE", run.key())
                .isEqualTo(run.status() == RunState.Status.LIVE);
        assertThat(run.corruption().isPresent())
                .as("%s has a cause if and only if it is CORRUPTED", run.key())
                .isEqualTo(run.status() == RunState.Status.CORRUPTED);
    }

    /** FP-18: whatever is answered for an earlier sequence is true too. */
    void checkHistory(RunState run, long sequence) {
        if (run.stateAt(sequence) instanceof StateAt.Known known) {
            checkState(run.key(), sequence, known.value().value());
            checkState(run.key(), known.value().sequence(), known.value().value());
        }
    }

    private void checkState(RunKey key, long sequence, JsonNode value) {
        SimulatedRun truth = Optional.ofNullable(
                        scenario.thread(key.thread()).runs().get(key))
                .orElseGet(() -> standsFor.get(key).floorEntry(sequence).getValue());
        assertThat(truth).as("what %s stands for", key).isNotNull();
        JsonNode expected = truth.truth(sequence)
                .orElseThrow(() ->
                        new AssertionError(key + " has a state at " + sequence + ", " + truth.key() + " has none"));
        states++;
        if (!expected.equals(value)) {
            assertThat(CanonicalJson.encodeText(value))
                    .as("state of %s at %s", key, Long.toUnsignedString(sequence))
                    .isEqualTo(CanonicalJson.encodeText(expected));
        }
    }
}
