package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.ToolExecution;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can't be captured is never left out without a word, wherever it stands. */
class UncapturedValuesTest {

    /** A live map that another thread changes whenever it is read. */
    private static final class NeverTheSame extends java.util.AbstractMap<String, Object> {
        @Override
        public Set<Entry<String, Object>> entrySet() {
            throw new ConcurrentModificationException("changed while it was read");
        }
    }

    private final TestSink sink = new TestSink();
    private final DashStreamProducer producer =
            DashStreamProducer.builder().sink(sink).maxStateBytes(1_000).build();

    @AfterEach
    void close() {
        producer.close();
    }

    private void flush() {
        assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();
    }

    private Event startWith(Object state) {
        RunScope run = producer.startRun(RunSpec.of("t").initialState(state));
        run.state(Map.of("n", 1));
        flush();
        return sink.messages().get(0).getEvent();
    }

    @Test
    void anInitialStateThatIsTooLargeIsSaidToBeOmittedAndTheNextStateIsWhole() {
        Event start = startWith(Map.of("text", "x".repeat(2_000)));

        assertThat(start.getAttributesMap())
                .containsKey("initial_state_json_omitted")
                .doesNotContainKey("initial_state_json");
        assertThat(producer.stats().degraded()).containsEntry("state_too_large", 1L);
        assertThat(sink.messages().get(1).hasCheckpoint()).isTrue();
    }

    @Test
    void anInitialStateThatCantBeReadIsSaidToBeOmittedAndTheNextStateIsWhole() {
        Event start = startWith(new NeverTheSame());

        assertThat(start.getAttributesMap()).containsKey("initial_state_json_omitted");
        assertThat(producer.stats().degraded()).containsEntry("serialization_failed", 1L);
        assertThat(sink.messages().get(1).hasCheckpoint()).isTrue();
    }

    @Test
    void argumentsOfAToolThatAreTooLargeAreToldInTheirPlace() {
        assertThatToolTells(
                (node, value) -> node.tool("search", value),
                execution -> execution.getArguments().toStringUtf8());
    }

    @Test
    void aResultOfAToolThatIsTooLargeIsToldInItsPlace() {
        assertThatToolTells(
                (node, value) -> node.tool("search", Map.of()).complete(value),
                execution -> execution.getResult().toStringUtf8());
    }

    private void assertThatToolTells(BiConsumer<NodeScope, Object> call, Function<ToolExecution, String> payload) {
        NodeScope node = producer.startRun(RunSpec.of("t")).node("n");
        call.accept(node, Map.of("text", "x".repeat(2_000)));
        flush();

        assertThat(sink.messages().stream()
                        .filter(DashStreamMessage::hasToolExecution)
                        .map(message -> payload.apply(message.getToolExecution())))
                .anyMatch(json -> json.startsWith("{\"@text\":\"not captured: TOO_LARGE"));
        assertThat(producer.stats().occurrences()).containsEntry("state_value_fallback", 1L);
    }

    @Test
    void attributesOfARunThatAreTooLargeAreToldInTheirPlace() {
        producer.startRun(RunSpec.of("t").attribute("note", "x".repeat(2_000)));
        flush();

        assertThat(sink.messages()
                        .get(0)
                        .getEvent()
                        .getAttributesOrThrow("@text")
                        .getStringValue())
                .startsWith("not captured: TOO_LARGE");
        assertThat(producer.stats().occurrences()).containsEntry("state_value_fallback", 1L);
    }
}
