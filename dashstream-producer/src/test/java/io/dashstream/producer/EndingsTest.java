package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** PR-11: exactly one end per scope, whatever ends it, and nothing of the run after its own. */
class EndingsTest {

    private final TestSink sink = new TestSink();
    private final FakeTime time = new FakeTime();
    private final DashStreamProducer producer =
            DashStreamProducer.builder().sink(sink).time(time).build();

    @AfterEach
    void close() {
        producer.close();
    }

    private List<Event> events() {
        assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();
        return sink.messages().stream()
                .filter(DashStreamMessage::hasEvent)
                .map(DashStreamMessage::getEvent)
                .toList();
    }

    private static String text(Event event, String attribute) {
        return event.getAttributesOrThrow(attribute).getStringValue();
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of("complete", ends(RunScope::complete), "OK"),
                Arguments.of("complete with a state", ends(run -> run.complete(List.of(1))), "OK"),
                Arguments.of("close alone", ends(RunScope::close), "INCOMPLETE"),
                Arguments.of("cancel", ends(RunScope::cancel), "CANCELLED"),
                Arguments.of("interrupt", ends(run -> run.interrupt("human")), "INTERRUPTED"),
                Arguments.of("fail", ends(run -> run.fail(new IOException("no disk"))), "ERROR"));
    }

    private static Consumer<RunScope> ends(Consumer<RunScope> end) {
        return end;
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("endings")
    void everyWayToEndARunGivesOneTerminalEventAndNothingAfterIt(String name, Consumer<RunScope> end, String outcome) {
        RunScope run = producer.startRun(RunSpec.of("t"));
        NodeScope open = run.node("plan");
        end.accept(run);
        run.complete();
        run.fail(new IllegalStateException("too late"));
        open.complete();
        run.edge("a", "b");
        run.state(List.of(2));

        List<Event> events = events();
        Event last = events.get(events.size() - 1);
        assertThat(last.getEventType())
                .isEqualTo(outcome.equals("ERROR") ? EventType.EVENT_TYPE_GRAPH_ERROR : EventType.EVENT_TYPE_GRAPH_END);
        assertThat(text(last, "outcome")).isEqualTo(outcome);
        assertThat(events.stream().filter(EndingsTest::endsGraph)).hasSize(1);
        assertThat(events.stream().filter(event -> event.getNodeId().equals("plan")))
                .hasSize(2);
        assertThat(Messages.header(sink.messages().get(sink.messages().size() - 1))
                        .getSequence())
                .isEqualTo(last.getHeader().getSequence());
        assertThat(producer.stats().openRuns()).isZero();
    }

    private static boolean endsGraph(Event event) {
        return event.getEventType() == EventType.EVENT_TYPE_GRAPH_END
                || event.getEventType() == EventType.EVENT_TYPE_GRAPH_ERROR;
    }

    @Test
    void anErrorSaysWhatItWasWithoutItsWrappersAndGoesOn() {
        RunScope run = producer.startRun(RunSpec.of("t"));

        assertThatThrownBy(() -> run.node("plan", node -> {
                    throw new CompletionException(new IOException("no disk"));
                }))
                .isInstanceOf(CompletionException.class);
        run.fail(new CompletionException(new IOException("no disk")));

        List<Event> failed = events().stream()
                .filter(event -> event.getAttributesMap().containsKey("error"))
                .toList();
        assertThat(failed)
                .extracting(Event::getEventType)
                .containsExactly(EventType.EVENT_TYPE_NODE_ERROR, EventType.EVENT_TYPE_GRAPH_ERROR);
        assertThat(failed).allSatisfy(event -> {
            assertThat(text(event, "error_type")).isEqualTo("java.io.IOException");
            assertThat(text(event, "error")).isEqualTo("no disk");
            assertThat(text(event, "error_stack")).contains("EndingsTest");
        });
    }

    @Test
    @DisplayName(
            "ME-18: a run that nobody ends is ended as INCOMPLETE after the idle time, also when nothing else happens")
    void anAbandonedRunIsReaped() {
        RunScope run = producer.startRun(RunSpec.of("t"));
        run.node("plan");
        events();

        time.pass(Duration.ofMinutes(61));

        await().until(() -> producer.stats().openRuns() == 0);
        Event last = events().get(events().size() - 1);
        assertThat(text(last, "outcome")).isEqualTo("INCOMPLETE");
        assertThat(last.getAttributesOrThrow("synthetic").getBoolValue()).isTrue();
        assertThat(producer.stats().occurrences()).containsEntry("run_reaped", 1L);
        run.edge("a", "b");
        assertThat(producer.stats().occurrences()).containsEntry("call_after_end", 1L);
    }

    @Test
    @DisplayName("PR-15: a clock that is set back in the middle of a node changes no duration")
    void durationsAreMonotonic() {
        RunScope run = producer.startRun(RunSpec.of("t"));
        NodeScope node = run.node("plan");
        time.pass(Duration.ofMillis(250));
        time.setBack(Duration.ofHours(1));
        node.complete();
        run.complete();

        List<Event> ends =
                events().stream().filter(event -> event.getDurationUs() != 0).toList();
        assertThat(ends)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.getDurationUs()).isEqualTo(250_000));
        time.pass(Duration.ofSeconds(2));
        await().untilAsserted(() -> assertThat(producer.stats().occurrences()).containsEntry("clock_step", 1L));
    }

    @Test
    void nodesOfOneRunMayOverlapAndEndInAnyOrder() {
        RunScope run = producer.startRun(RunSpec.of("t"));
        NodeScope first = run.node("first");
        NodeScope second = run.node("second");
        first.complete();
        NodeScope child = second.node("child");
        second.complete();
        run.complete();

        assertThat(events())
                .extracting(event -> event.getEventType() + " " + event.getNodeId())
                .containsExactly(
                        "EVENT_TYPE_GRAPH_START ",
                        "EVENT_TYPE_NODE_START first",
                        "EVENT_TYPE_NODE_START second",
                        "EVENT_TYPE_NODE_END first",
                        "EVENT_TYPE_NODE_START child",
                        "EVENT_TYPE_NODE_END child",
                        "EVENT_TYPE_NODE_END second",
                        "EVENT_TYPE_GRAPH_END ");
        assertThat(child.nodeId()).isEqualTo("child");
    }
}
