package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** PR-07: whatever text of a message is long, the queue weighs it. */
@Timeout(60)
class LongNamesTest {

    private static final long QUEUE_BYTES = 1 << 20;
    private static final int CHARACTERS = 16 << 10;
    private static final int CALLS = 200;

    /** A call with a text that only its messages hold. */
    @FunctionalInterface
    interface Call {
        void with(RunScope run, String text);
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                argumentSet("node", (Call) RunScope::node),
                argumentSet("node of a message", (Call)
                        (run, text) -> run.node(text).warning("w")),
                argumentSet("tool", (Call) (run, text) -> run.node("n").tool(text, Map.of())),
                argumentSet("model of a piece of text", (Call)
                        (run, text) -> run.node("n").llm(text).token("t")),
                argumentSet("name of a figure", (Call) (run, text) -> run.metrics(Map.of(text, 1))),
                argumentSet("name of a state's member", (Call) (run, text) -> run.state(Map.of(text, 1))),
                argumentSet(
                        "name in a state's list", (Call) (run, text) -> run.state(List.of(Map.of("a", 1, text, 2)))),
                argumentSet("name of an argument", (Call)
                        (run, text) -> run.node("n").tool("t", Map.of(text, 1))),
                argumentSet("code of an error", (Call) (run, text) -> run.error(text, "")),
                argumentSet("edge", (Call) (run, text) -> run.edge(text, "b")),
                argumentSet("branches", (Call) (run, text) -> run.parallelStarted(List.of(text))),
                argumentSet("id of a checkpoint", (Call) RunScope::checkpointSaved),
                argumentSet("reason of a halt", (Call) (run, text) -> run.humanInterrupt("n", text)));
    }

    @ParameterizedTest
    @MethodSource("calls")
    @DisplayName("PR-07: the long texts of a full queue fit its configured bytes")
    void theLongTextsOfAFullQueueFitItsBytes(Call call) {
        TestSink sink = new TestSink();
        try (DashStreamProducer producer = DashStreamProducer.builder()
                .sink(sink)
                .queueBytes(QUEUE_BYTES)
                .queueSoftMarkPercent(100)
                .checkpointInterval(10 * CALLS)
                .build()) {
            RunScope run = producer.startRun(RunSpec.of("t"));
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();
            sink.holdWorker(() -> run.edge("a", "b"));
            long before = sink.records().size() + 1L;

            for (int index = 0; index < CALLS; index++) {
                call.with(run, index + "x".repeat(CHARACTERS));
            }
            assertThat(Sums.total(producer.stats().dropped()))
                    .as("calls of %d texts of %d characters are too much", CALLS, CHARACTERS)
                    .isPositive();
            sink.unblock();
            assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();

            assertThat(distinctTexts(sink, before) * CHARACTERS).isLessThanOrEqualTo(QUEUE_BYTES);
        }
    }

    /** How many of the texts were in the queue. */
    private static long distinctTexts(TestSink sink, long before) {
        java.util.regex.Pattern text = java.util.regex.Pattern.compile("(\\d+)x{" + CHARACTERS + "}");
        return sink.messages().stream()
                .skip(before)
                .flatMap(message -> text.matcher(message.toString()).results())
                .map(found -> found.group(1))
                .distinct()
                .count();
    }
}
