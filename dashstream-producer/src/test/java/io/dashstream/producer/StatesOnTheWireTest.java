package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.json.StrictJson;
import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunState;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.CompressionType;
import io.dashstream.core.wire.v1.DashStreamMessage;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatesOnTheWireTest {

    private final TestSink sink = new TestSink();

    private static RunState rebuilt(List<DashStreamMessage> messages) {
        RunAssembler runs = RunAssembler.builder().build();
        messages.forEach(runs::accept);
        runs.flush();
        return runs.runs().iterator().next();
    }

    @Test
    @DisplayName("PR-04: with states off, no byte of a state is in any message")
    void withStatesOffNoByteOfAStateLeaves() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).states(StateMode.OFF).build()) {
            Map<String, Object> state = Map.of("sentinel", "SENTINEL-7351");
            RunScope run = producer.startRun(RunSpec.of("t").initialState(state));
            try (NodeScope node = run.node("plan")) {
                node.state(state);
                node.fail(new IllegalStateException("went wrong"));
            }
            run.checkpoint(state);
            run.complete(state);
            DashStreamCallback callback = producer.callback(RunSpec.of("u").initialState(state));
            callback.onGraphStart();
            callback.onState(state);
            callback.onCheckpoint(state);
            callback.onGraphEnd(state);
            producer.flush(Duration.ofSeconds(10));

            assertThat(sink.messages()).hasSize(6);
            assertThat(sink.messages().toString()).doesNotContain("SENTINEL");
            assertThat(producer.stats().called()).containsOnlyKeys("event");
        }
    }

    @Test
    @DisplayName(
            "PR-05: a manifest and a first state that are too large give way; the run begins and ends all the same")
    void whatIsTooLargeGivesWayAndTheRunIsThere() {
        GraphManifest.Builder huge = GraphManifest.builder("huge").node("a", GraphManifest.NodeType.LLM);
        for (int index = 0; index < 40_000; index++) {
            huge.node("node-" + index + "-" + "x".repeat(80), GraphManifest.NodeType.LLM);
        }
        SplittableRandom random = new SplittableRandom(5);
        String noise = random.ints(9_900_000, 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        try (DashStreamProducer producer = DashStreamProducer.builder()
                .sink(sink)
                .maxStateBytes(30 << 20)
                .queueBytes(512L << 20)
                .build()) {
            RunScope run = producer.startRun(RunSpec.of("t")
                    .manifest(huge.edge("a", GraphManifest.END).build())
                    .initialState(Map.of("text", noise)));
            run.state(Map.of("text", noise + noise));
            run.state(Map.of("text", "short"));
            run.complete();
            assertThat(producer.flush(Duration.ofSeconds(30)).complete()).isTrue();

            List<DashStreamMessage> messages = sink.messages();
            assertThat(messages.get(0).getEvent().getAttributesMap()).containsKey("graph_manifest_omitted");
            assertThat(messages.get(messages.size() - 1).getEvent().getAttributesMap())
                    .containsKey("outcome");
            assertThat(producer.stats().occurrences().get("graph_start_shrunk")).isPositive();
            assertThat(producer.stats().degraded()).containsEntry("state_too_large", 1L);
            assertThat(rebuilt(messages)
                            .state()
                            .orElseThrow()
                            .value()
                            .get("text")
                            .textValue())
                    .isEqualTo("short");
            Sums.assertClosed(producer.stats());
        }
    }

    @ParameterizedTest
    @EnumSource(CheckpointStateCompression.class)
    @DisplayName(
            "CO-08: checkpoints around the threshold and large ones are read by the core, however their state is written")
    void checkpointsOfEverySizeAreReadByTheCore(CheckpointStateCompression compression) {
        try (DashStreamProducer producer = DashStreamProducer.builder()
                .sink(sink)
                .checkpointStateCompression(compression)
                .build()) {
            RunScope run = producer.startRun(RunSpec.of("t"));
            for (int bytes : new int[] {1, 400, 511, 512, 513, 100_000, 5 << 20}) {
                Map<String, Object> state = Map.of("text", "abcdefgh".repeat(bytes / 8 + 1));
                run.checkpoint(state);
                assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();
                assertThat(rebuilt(sink.messages()).state().orElseThrow().value())
                        .isEqualTo(StrictJson.parse("{\"text\":\"" + state.get("text") + "\"}"));
            }
            DashStreamMessage last = sink.messages().get(sink.messages().size() - 1);
            assertThat(last.getCheckpoint().getCompressionInfo().getType())
                    .isEqualTo(
                            compression == CheckpointStateCompression.ZSTD
                                    ? CompressionType.COMPRESSION_ZSTD
                                    : CompressionType.COMPRESSION_NONE);
        }
    }

    @Test
    @DisplayName(
            "PR-09: checkpoints come every so many changes, exactly, and at the end; each id is used after it was sent")
    void checkpointsComeAtTheirInterval() throws Exception {
        try (DashStreamProducer producer = DashStreamProducer.builder()
                .sink(sink)
                .checkpointInterval(10)
                .queueCapacity(1 << 20)
                .queueBytes(1L << 30)
                .build()) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(Map.of("n", -1)));
            List<Thread> callers = IntStream.range(0, 8)
                    .mapToObj(thread -> new Thread(() -> {
                        for (int index = 0; index < 2_000; index++) {
                            run.state(Map.of("n", index * 8 + thread));
                        }
                    }))
                    .toList();
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }
            run.complete();
            assertThat(producer.flush(Duration.ofSeconds(30)).complete()).isTrue();

            List<DashStreamMessage> messages = sink.messages();
            long diffs = count(messages, MessageKind.STATE_DIFF);
            assertThat(diffs).isEqualTo(16_000);
            assertThat(count(messages, MessageKind.CHECKPOINT)).isEqualTo(diffs / 10);
            String newest = "";
            for (DashStreamMessage message : messages) {
                if (message.hasCheckpoint()) {
                    newest = hex(message.getCheckpoint().getCheckpointId().toByteArray());
                } else if (message.hasStateDiff()) {
                    assertThat(hex(message.getStateDiff().getBaseCheckpointId().toByteArray()))
                            .isEqualTo(newest);
                }
            }
            assertThat(rebuilt(messages).counts().verified()).isEqualTo(16_000 + 1_600);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static long count(List<DashStreamMessage> messages, MessageKind kind) {
        return messages.stream()
                .filter(message -> MessageKind.of(message) == kind)
                .count();
    }

    @Test
    @DisplayName("PR-06: a thread whose counter was forgotten begins anew, and its second run is shown whole")
    void aForgottenCounterBeginsAnew() {
        RunAssembler runs = RunAssembler.builder().build();
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).maxThreads(2).build()) {
            for (String thread : List.of("t", "other-1", "other-2", "other-3", "t")) {
                RunScope run = producer.startRun(RunSpec.of(thread)
                        .runId(thread + "-" + sink.records().size())
                        .initialState(Map.of("n", 0)));
                run.state(Map.of("n", 1));
                run.complete();
                producer.flush(Duration.ofSeconds(10));
            }
        }
        sink.messages().forEach(runs::accept);
        runs.flush();

        List<RunState> ofThread = runs.runs().stream()
                .filter(run -> run.key().threadId().equals("t"))
                .toList();
        assertThat(ofThread).hasSize(2).allSatisfy(run -> {
            assertThat(run.firstSequence()).isEqualTo(1);
            assertThat(run.state().orElseThrow().value().get("n").intValue()).isEqualTo(1);
        });
        assertThat(runs.counts().duplicates()).isZero();
    }

    @Test
    void aCheckpointSaysWhichRunItIsOfAndWhereThatBegan() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            RunScope run = producer.startRun(RunSpec.of("t"));
            run.checkpoint(Map.of("n", 1));
            producer.flush(Duration.ofSeconds(10));

            Map<String, String> metadata =
                    sink.messages().get(1).getCheckpoint().getMetadataMap();
            assertThat(metadata).containsEntry("run_id", run.runId());
            assertThat(metadata.get("graph_start_id"))
                    .isEqualTo(hex(Messages.header(sink.messages().get(0))
                            .getMessageId()
                            .toByteArray()));
        }
    }
}
