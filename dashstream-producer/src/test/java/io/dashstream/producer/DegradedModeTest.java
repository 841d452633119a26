package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.POJONode;
import io.dashstream.core.diff.PatchOperation;
import io.dashstream.core.diff.StatePatch;
import io.dashstream.core.json.JsonException;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunState;
import io.dashstream.producer.worker.PatchMaker;
import io.dashstream.producer.worker.StateTools;
import io.dashstream.producer.worker.StateWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** PR-12: every degraded path has a counter that is there from the start, moves by one per failure, and with no other failure. */
class DegradedModeTest {

    private final TestSink sink = new TestSink();

    private static Map<String, Object> state(int step) {
        return Map.of("step", step, "text", "x".repeat(2_000));
    }

    private Map<String, Long> moved(DashStreamProducer producer, Map<String, Long> before) {
        Map<String, Long> moved = new TreeMap<>();
        figures(producer).forEach((name, value) -> {
            long difference = value - before.getOrDefault(name, 0L);
            if (difference != 0) {
                moved.put(name, difference);
            }
        });
        return moved;
    }

    private static Map<String, Long> figures(DashStreamProducer producer) {
        ProducerStats stats = producer.stats();
        Map<String, Long> figures = new HashMap<>();
        stats.degraded().forEach((reason, count) -> figures.put("degraded." + reason, count));
        figures.putAll(stats.occurrences());
        stats.failed().forEach((reason, count) -> figures.put("failed." + reason, count));
        return figures;
    }

    private void flush(DashStreamProducer producer) {
        assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();
    }

    private RunState rebuilt() {
        RunAssembler runs = RunAssembler.builder().build();
        sink.messages().forEach(runs::accept);
        runs.flush();
        return runs.runs().iterator().next();
    }

    @Test
    void M699_allCountersAreThereAtZeroAndOrdinaryRunsMoveNone() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            assertThat(producer.stats().degraded())
                    .containsOnlyKeys(
                            "state_too_large",
                            "serialization_failed",
                            "full_state_fallback",
                            "patch_serialization_failed",
                            "full_state_serialization_failed");
            assertThat(producer.stats().occurrences())
                    .containsKeys(
                            "fallback_full_state",
                            "full_state_serialize_failure",
                            "checkpoint_serialize_failure",
                            "checkpoint_compression_failure");
            RunScope run = producer.startRun(RunSpec.of("t").initialState(state(0)));
            for (int step = 1; step < 120; step++) {
                run.state(state(step));
            }
            run.complete(state(120));
            flush(producer);
            assertThat(moved(producer, Map.of())).isEmpty();
        }
    }

    @Test
    void M699_aPatchThatCantBeEncodedFallsBackToTheFullState() {
        AtomicBoolean fails = new AtomicBoolean();
        PatchMaker patches = (from, to) -> fails.get()
                ? StatePatch.of(List.of(new PatchOperation.Replace("/step", new POJONode(new Object()))))
                : StateTools.STANDARD.patches().diff(from, to);
        try (DashStreamProducer producer = with(patches, StateTools.STANDARD.writer())) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(state(0)));
            run.state(state(1));
            flush(producer);
            fails.set(true);
            run.state(state(2));
            flush(producer);

            assertThat(moved(producer, Map.of()))
                    .containsOnly(
                            Map.entry("degraded.patch_serialization_failed", 1L),
                            Map.entry("degraded.full_state_fallback", 1L),
                            Map.entry("fallback_full_state", 1L));
            assertThat(rebuilt().state().orElseThrow().value().get("step").intValue())
                    .isEqualTo(2);
        }
    }

    @Test
    void M699_aPatchThatCantBeMadeFallsBackToTheFullState() {
        PatchMaker patches = (from, to) -> {
            throw new IllegalStateException("no patch today");
        };
        try (DashStreamProducer producer = with(patches, StateTools.STANDARD.writer())) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(state(0)));
            run.state(state(1));
            flush(producer);

            assertThat(moved(producer, Map.of()))
                    .containsOnly(Map.entry("degraded.full_state_fallback", 1L), Map.entry("fallback_full_state", 1L));
            assertThat(rebuilt().state().orElseThrow().value().get("step").intValue())
                    .isEqualTo(1);
        }
    }

    @Test
    void M699_aFullStateThatCantBeWrittenIsMissingAndTheNextOneIsACheckpoint() {
        AtomicBoolean fails = new AtomicBoolean(true);
        PatchMaker patches = (from, to) -> {
            throw new IllegalStateException("no patch today");
        };
        try (DashStreamProducer producer = with(patches, failing(fails))) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(state(0)));
            run.state(state(1));
            flush(producer);
            assertThat(moved(producer, Map.of()))
                    .containsOnly(
                            Map.entry("degraded.full_state_fallback", 1L),
                            Map.entry("fallback_full_state", 1L),
                            Map.entry("degraded.full_state_serialization_failed", 1L),
                            Map.entry("full_state_serialize_failure", 1L),
                            Map.entry("failed.state_diff.encoding", 1L));
            Map<String, Long> before = figures(producer);

            fails.set(false);
            run.state(state(2));
            flush(producer);

            assertThat(moved(producer, before)).containsOnly(Map.entry("resync", 1L));
            assertThat(rebuilt().state().orElseThrow().value().get("step").intValue())
                    .isEqualTo(2);
            Sums.assertClosed(producer.stats());
        }
    }

    @Test
    void M699_aCheckpointThatCantBeWrittenIsCounted() {
        AtomicBoolean fails = new AtomicBoolean(true);
        try (DashStreamProducer producer = with(StateTools.STANDARD.patches(), failing(fails))) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(state(0)));
            run.checkpoint(state(1));
            flush(producer);

            assertThat(moved(producer, Map.of()))
                    .containsOnly(
                            Map.entry("degraded.full_state_serialization_failed", 1L),
                            Map.entry("checkpoint_serialize_failure", 1L),
                            Map.entry("failed.checkpoint.encoding", 1L));
            fails.set(false);
            run.state(state(2));
            flush(producer);
            assertThat(rebuilt().state().orElseThrow().value().get("step").intValue())
                    .isEqualTo(2);
        }
    }

    @Test
    void M699_aCompressorThatFailsCostsSizeOnly() {
        StateTools tools = new StateTools(
                StateTools.STANDARD.patches(),
                StateTools.STANDARD.writer(),
                java.util.Optional.of((source, length, target, offset) -> {
                    throw new IllegalStateException("no zstd today");
                }));
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).stateTools(tools).build()) {
            RunScope run = producer.startRun(RunSpec.of("t"));
            flush(producer);
            assertThat(moved(producer, Map.of())).isEmpty();

            run.checkpoint(state(1));
            flush(producer);
            assertThat(moved(producer, Map.of()))
                    .containsOnly(
                            Map.entry("compression_failure", 1L), Map.entry("checkpoint_compression_failure", 1L));
            assertThat(rebuilt().state().orElseThrow().value().get("step").intValue())
                    .isEqualTo(1);
        }
    }

    @Test
    void M699_aStateThatCantBeCapturedIsAnnounced() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(state(0)));
            run.state(new NeverTheSame());
            flush(producer);

            assertThat(moved(producer, Map.of()))
                    .containsOnly(
                            Map.entry("degraded.serialization_failed", 1L),
                            Map.entry("failed.state_diff.state_unavailable", 1L));
            assertThat(sink.messages()
                            .get(sink.messages().size() - 1)
                            .getError()
                            .getErrorCode())
                    .isEqualTo("state_unavailable");
            run.state(state(2));
            flush(producer);
            assertThat(rebuilt().state().orElseThrow().value().get("step").intValue())
                    .isEqualTo(2);
            Sums.assertClosed(producer.stats());
        }
    }

    @Test
    void M699_aStateThatIsTooLargeIsAnnounced() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).maxStateBytes(10_000).build()) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(state(0)));
            run.state(Map.of("text", "x".repeat(20_000)));
            flush(producer);

            assertThat(moved(producer, Map.of()))
                    .containsOnly(
                            Map.entry("degraded.state_too_large", 1L), Map.entry("failed.state_diff.too_large", 1L));
            assertThat(rebuilt().status()).isEqualTo(RunState.Status.CORRUPTED);
            run.state(state(2));
            flush(producer);
            assertThat(rebuilt().state().orElseThrow().value().get("step").intValue())
                    .isEqualTo(2);
        }
    }

    @Test
    void M699_aRecordThatIsTooLargeForTheTopicIsAnnounced() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).maxMessageBytes(4_000).build()) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(state(0)));
            run.state(Map.of("text", "y".repeat(10_000)));
            flush(producer);

            assertThat(moved(producer, Map.of()))
                    .containsOnly(
                            Map.entry("degraded.state_too_large", 1L), Map.entry("failed.state_diff.too_large", 1L));
            Sums.assertClosed(producer.stats());
        }
    }

    private DashStreamProducer with(PatchMaker patches, StateWriter writer) {
        return DashStreamProducer.builder()
                .sink(sink)
                .stateTools(new StateTools(patches, writer, java.util.Optional.empty()))
                .build();
    }

    private static StateWriter failing(AtomicBoolean fails) {
        return state -> {
            if (fails.get()) {
                return StrictJson.write(new POJONode(new Object()));
            }
            return StrictJson.write(state);
        };
    }

    /** A live map that another thread changes whenever it is read. */
    static final class NeverTheSame extends java.util.AbstractMap<String, Object> {
        @Override
        public java.util.Set<Entry<String, Object>> entrySet() {
            throw new java.util.ConcurrentModificationException("changed while it was read");
        }
    }

    /** The trees that these tests use to fail are refused by the writer, or they would prove nothing. */
    @Test
    void theTreeThatFailsIsNoJson() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> StrictJson.write(new POJONode(new Object())))
                .isInstanceOf(JsonException.class);
    }
}
