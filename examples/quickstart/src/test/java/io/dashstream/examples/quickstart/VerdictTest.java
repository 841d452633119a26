package io.dashstream.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.dashstream.core.diff.PatchOperation;
import io.dashstream.core.diff.StatePatch;
import io.dashstream.core.json.StateHasher;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.StateDiff;
import io.dashstream.examples.agent.ResearchState;
import io.dashstream.examples.quickstart.replay.ObservedRuns;
import io.dashstream.examples.quickstart.replay.Replayed;
import io.dashstream.producer.DeliveryReport;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final String FORGED_QUESTION = "forged";

    private final Journal journal = new Journal("t", ObservedRuns.QUESTION);
    private final ObservedRuns observed = ObservedRuns.of("t", journal);

    @Test
    void whatCameBackAsItWasHasNoProblem() {
        assertThat(problems(observed)).isEmpty();
        assertThat(observed.replay().missing()).isZero();
    }

    @Test
    void aLostDiffIsSeenAsAHole() {
        ObservedRuns lossy = observed.without(message -> isDiffAfterRound(message, 1));

        assertThat(lossy.replay().missing()).isEqualTo(1);
        assertThat(problems(lossy))
                .anyMatch(problem -> problem.matches("messages (\\d+) to \\1 of t are missing"))
                .anyMatch(problem -> problem.contains("state lost"));
    }

    @Test
    void aLostEndIsSeenThoughNothingComesBehindIt() {
        ObservedRuns lossy = observed.without(
                message -> message.hasEvent() && message.getEvent().getEventType() == EventType.EVENT_TYPE_GRAPH_END);

        assertThat(problems(lossy)).anyMatch(problem -> problem.contains("did not end OK"));
    }

    @Test
    void aChangedDiffIsSeenByItsHash() {
        ObservedRuns tampered = observed.with(changing(diff -> diff));

        assertThat(problems(tampered)).anyMatch(problem -> problem.contains("state lost") && problem.contains("hash"));
    }

    @Test
    void aChangedDiffWithAHashThatFitsIsSeenByWhatTheAgentReallyHad() {
        ResearchState found = journal.states().stream()
                .filter(state -> state.round() == 1)
                .findFirst()
                .orElseThrow();
        byte[] hash = StateHasher.ofDefaults().hash(Json.of(FORGED_QUESTION, found));
        ObservedRuns forged = observed.with(changing(
                diff -> diff.toBuilder().setStateHash(ByteString.copyFrom(hash)).build()));

        assertThat(problems(forged)).anyMatch(problem -> problem.contains(" was rebuilt as {\"question\":\"forged\""));
    }

    @Test
    void aStateThatTheTelemetryNeverSawIsMissed() {
        journal.changed("judge", ResearchState.of("another question"));

        assertThat(problems(observed))
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .isEqualTo("run t had " + journal.states().size() + " states, "
                                + (journal.states().size() - 1) + " were rebuilt"));
    }

    @Test
    void aRunThatDidNotComeBackIsMissed() {
        List<String> problems = Verdict.of(
                List.of(new Journal("other", "?")),
                new DeliveryReport(0, 0, 0, 0, true),
                new Replayed(List.of(), 0, List.of()));

        assertThat(problems).containsExactly("run other was replayed as 0 runs");
    }

    @Test
    void whatTheProducerDroppedIsTold() {
        DeliveryReport dropped = new DeliveryReport(observed.delivery().delivered(), 0, 1, 0, true);

        assertThat(Verdict.of(List.of(journal), dropped, observed.replay()))
                .singleElement()
                .asString()
                .startsWith("the producer did not deliver everything");
    }

    private List<String> problems(ObservedRuns runs) {
        return Verdict.of(List.of(journal), runs.delivery(), runs.replay());
    }

    private static boolean isDiffAfterRound(DashStreamMessage message, int round) {
        return message.hasStateDiff()
                && message.getStateDiff().getOperationsList().stream()
                        .anyMatch(operation -> operation.getPath().equals("/round")
                                && operation.getValue().toStringUtf8().equals(String.valueOf(round)));
    }

    /** Makes the diff of the first search change the question too. */
    private static UnaryOperator<DashStreamMessage> changing(UnaryOperator<StateDiff> then) {
        StatePatch change = StatePatch.of(List.of(new PatchOperation.Replace("/question", Json.text(FORGED_QUESTION))));
        return message -> {
            if (!isDiffAfterRound(message, 1)) {
                return message;
            }
            StateDiff changed = message.getStateDiff().toBuilder()
                    .addAllOperations(change.toProto())
                    .build();
            return message.toBuilder().setStateDiff(then.apply(changed)).build();
        };
    }
}
