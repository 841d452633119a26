package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.dashstream.core.wire.v1.DashStreamMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PR-03: a secret in any text of any call never leaves the process. */
class SecretsTest {

    private static final String SECRET = "sk-proj-" + "Ab3dEf6hIj9lMn2pQr5tUv8x".repeat(2);

    private final TestSink sink = new TestSink();

    @Test
    @DisplayName("PR-03: a secret planted in every text of every call is in no byte that leaves")
    void aSecretInAnyTextOfAnyCallNeverLeaves() {
        String text = "look: " + SECRET + " and go on";
        Map<String, Object> value = Map.of(text, text, "list", List.of(text));
        IllegalStateException failure = new IllegalStateException(text, new IllegalArgumentException(text));
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            GraphManifest manifest = GraphManifest.builder("graph " + text)
                    .node(text, GraphManifest.NodeType.LLM)
                    .edge(text, GraphManifest.END)
                    .build();
            RunScope run = producer.startRun(
                    RunSpec.of("t").manifest(manifest).attribute("note", text).initialState(value));
            NodeScope node = run.node(text, new NodeConfig(1, text, text));
            node.progress(text, 0.5);
            node.thinking(text, text);
            node.substep(text, text);
            node.warning(text);
            node.state(Map.of("changed", text));
            ToolScope tool = node.tool(text, value);
            tool.retry(failure);
            tool.complete(value);
            node.tool(text, value).fail(failure);
            LlmScope model = node.llm(text);
            model.token(text.substring(0, 20));
            model.token(text.substring(20));
            model.retry(failure);
            model.complete(1, 2);
            node.llm(text).fail(failure);
            run.edge(text, text);
            run.conditionalEdge(text, text, text);
            run.parallelStarted(List.of(text));
            run.parallelEnded(List.of(text));
            run.checkpoint(value);
            run.humanInterrupt(text, text);
            run.humanResume(text);
            run.checkpointSaved(text);
            run.checkpointLoaded(text);
            run.checkpointDeleted(text);
            run.memorySaved(text);
            run.memoryLoaded(text);
            run.optimizationStarted(text, text, text, text);
            run.optimizationEnded(text, text, 1, 0.5, text);
            run.metrics(Map.of(text, 1));
            run.error(text, text);
            node.fail(failure);
            run.fail(failure);
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();

            assertThat(Sums.total(producer.stats().failed())
                            + Sums.total(producer.stats().dropped()))
                    .isZero();
            assertThat(producer.stats().occurrences().get("redaction")).isGreaterThan(50);
        }

        Set<String> leaks = new TreeSet<>();
        for (DashStreamMessage message : sink.messages()) {
            texts(message, "", leaks);
        }
        assertThat(leaks).as("fields that carry the secret").isEmpty();
    }

    private static void texts(Message message, String path, Set<String> leaks) {
        message.getAllFields().forEach((field, value) -> {
            List<?> values = value instanceof List<?> list ? list : List.of(value);
            for (Object element : values) {
                if (element instanceof Message inner) {
                    texts(inner, path + "/" + field.getName(), leaks);
                } else {
                    String text = field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING
                            ? ((com.google.protobuf.ByteString) element).toString(StandardCharsets.ISO_8859_1)
                            : String.valueOf(element);
                    if (text.contains(SECRET.substring(8, 30))) {
                        leaks.add(message.getDescriptorForType().getName() + path + "/" + field.getName());
                    }
                }
            }
        });
    }

    @Test
    @DisplayName("PR-16: odd numbers and texts leave as they are or as their nearest, and throw nothing")
    void oddNumbersThrowNothing() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(Map.of()));
            List<Number> odd = new ArrayList<>(List.of(
                    Long.MAX_VALUE,
                    Long.MIN_VALUE,
                    Double.NaN,
                    Double.POSITIVE_INFINITY,
                    -0.0,
                    Float.MIN_VALUE,
                    (short) 3,
                    new java.math.BigDecimal("1e400"),
                    new java.util.concurrent.atomic.AtomicLong(5)));
            for (Number number : odd) {
                run.metrics(Map.of("value", number));
                run.state(Map.of("value", number));
            }
            NodeScope node = run.node("n");
            node.progress("half", Double.NaN);
            node.llm("m").complete(Integer.MAX_VALUE, Integer.MAX_VALUE);
            run.fail(new IllegalStateException("its own words"));
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();

            assertThat(producer.stats().occurrences()).containsEntry("internal_error", 0L);
            Sums.assertClosed(producer.stats());
            assertThat(Sums.total(producer.stats().failed())).isZero();
            List<DashStreamMessage> metrics = sink.messages().stream()
                    .filter(DashStreamMessage::hasMetrics)
                    .toList();
            assertThat(metrics).hasSize(odd.size());
            assertThat(metrics.get(metrics.size() - 1)
                            .getMetrics()
                            .getMetricsOrThrow("value")
                            .getIntValue())
                    .isEqualTo(5);
            assertThat(sink.messages().toString()).contains("its own words");
        }
    }
}
