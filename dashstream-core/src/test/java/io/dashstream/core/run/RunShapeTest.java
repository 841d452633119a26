package io.dashstream.core.run;

import static io.dashstream.core.run.States.feed;
import static io.dashstream.core.run.States.json;
import static io.dashstream.core.run.States.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.dashstream.core.run.SimulatedThread.SimulatedRun;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** FP-17: whether a run has the shape that a graph makes, judged by sequence. */
class RunShapeTest {

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
    @DisplayName("Start first, one end last, every node closed before it: by sequence, whatever the clock says (FP-17)")
    void aRunInGoodShapeHasNoViolations() {
        SimulatedRun run = thread.start("r", json("{}"));
        run.nodeStart("a");
        run.nodeStart("b");
        run.nodeEnd("a");
        run.nodeEnd("b");
        run.end("OK");
        long ticks = 1_000_000;
        for (DashStreamMessage message : List.copyOf(thread.sent())) {
            long backwards = ticks -= 10;
            runs.accept(with(message, header -> header.setTimestampUs(backwards)));
        }

        assertThat(stateOf(run).counts().shapeViolations()).isZero();
    }

    @Test
    @DisplayName("Messages where none should be are counted (FP-17)")
    void aRunInBadShapeHasItsViolationsCounted() {
        SimulatedRun run = thread.start("r", json("{'n':0}"));
        run.nodeStart("a");
        run.nodeStart("b");
        DashStreamMessage end = run.nodeEnd("a");
        runs.accept(end);
        receive();
        assertThat(stateOf(run).counts().shapeViolations()).isZero();
        runs.accept(with(
                DashStreamMessage.newBuilder()
                        .setEvent(Event.newBuilder()
                                .setHeader(end.getEvent().getHeader().toBuilder()
                                        .setMessageId(ByteString.copyFromUtf8("another-id-16byte"))
                                        .setSequence(5))
                                .setEventType(EventType.EVENT_TYPE_NODE_END)
                                .setNodeId("a"))
                        .build(),
                header -> header));
        assertThat(stateOf(run).counts().shapeViolations())
                .as("an end without a start")
                .isEqualTo(1);

        thread.countFrom(6);
        run.end("OK");
        receive();
        assertThat(stateOf(run).counts().shapeViolations())
                .as("b is open at the end")
                .isEqualTo(2);

        run.diff(json("{'n':1}"));
        run.end("OK");
        receive();
        assertThat(stateOf(run).counts().shapeViolations())
                .as("two messages after the end")
                .isEqualTo(4);
        assertThat(stateOf(run).end()).contains(new RunEnd.Finished("OK"));
        assertThat(stateOf(run).state()).map(RebuiltState::value).contains(json("{'n':1}"));
    }

    @Test
    void shapeIsNotJudgedWhereMessagesAreMissing() {
        SimulatedRun run = thread.start("r", json("{}"));
        run.nodeStart("a");
        receive();
        thread.countFrom(5);
        run.end("OK");
        receive();
        runs.flush();

        assertThat(stateOf(run).counts().shapeViolations()).isZero();
    }
}
