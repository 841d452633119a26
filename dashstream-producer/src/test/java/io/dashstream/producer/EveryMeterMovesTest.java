package io.dashstream.producer;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.POJONode;
import com.github.luben.zstd.Zstd;
import io.dashstream.core.json.StrictJson;
import io.dashstream.producer.metrics.FailureReason;
import io.dashstream.producer.worker.StateTools;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** ME-01: one scenario for each meter, in which its figure in the registry moves. A meter without a scenario fails the build. */
class EveryMeterMovesTest {

    /** A producer whose parts can be told to fail, and the registry that shows what it makes of it. */
    private static final class Rig implements AutoCloseable {

        private final TestSink sink = new TestSink();
        private final FakeTime time = new FakeTime();
        private final MeterRegistry registry = new SimpleMeterRegistry();
        private final AtomicBoolean patchesFail = new AtomicBoolean();
        private final AtomicBoolean writerFails = new AtomicBoolean();
        private final AtomicBoolean compressorFails = new AtomicBoolean();
        private final DashStreamProducer producer;
        private final RunScope run;

        Rig() {
            StateTools tools = new StateTools(
                    (from, to) -> {
                        failIf(patchesFail);
                        return StateTools.STANDARD.patches().diff(from, to);
                    },
                    state -> StrictJson.write(writerFails.get() ? new POJONode(new Object()) : state),
                    Optional.of((source, length, target, offset) -> {
                        failIf(compressorFails);
                        return (int)
                                Zstd.compressByteArray(target, offset, target.length - offset, source, 0, length, 1);
                    }));
            producer = DashStreamProducer.builder()
                    .sink(sink)
                    .time(time)
                    .stateTools(tools)
                    .queueCapacity(50)
                    .batchSize(3)
                    .maxMessageBytes(20_000)
                    .compressionThresholdBytes(0)
                    .build();
            producer.meters().bindTo(registry);
            run = producer.startRun(RunSpec.of("t").initialState(Map.of("n", 0)));
            flush();
        }

        private static void failIf(AtomicBoolean fails) {
            if (fails.get()) {
                throw new IllegalStateException("failed on purpose");
            }
        }

        void flush() {
            assertThat(producer.flush(Duration.ofSeconds(20)).complete()).isTrue();
        }

        void holdAndCall(int edges) {
            sink.holdWorker(() -> run.metrics(Map.of("n", 1)));
            for (int index = 0; index < edges; index++) {
                run.edge("a", "b");
            }
        }

        /** Over all series of the meter. */
        double figure(String name) {
            return registry.getMeters().stream()
                    .filter(meter -> meter.getId().getName().equals(name))
                    .mapToDouble(meter -> meter.measure().iterator().next().getValue())
                    .sum();
        }

        @Override
        public void close() {
            sink.unblock();
            producer.close();
        }
    }

    private static final Map<String, Consumer<Rig>> SCENARIOS = Map.ofEntries(
            entry("dashstream.queue.depth", rig -> rig.holdAndCall(5)),
            entry("dashstream.queue.bytes", rig -> rig.holdAndCall(5)),
            entry("dashstream.batch.events", rig -> {
                rig.run.edge("a", "b");
                rig.flush();
            }),
            entry("dashstream.runs.open", rig -> rig.producer.startRun(RunSpec.of("other"))),
            entry("dashstream.messages.sent", rig -> {
                rig.run.edge("a", "b");
                rig.flush();
            }),
            entry("dashstream.messages.sent.bytes", rig -> {
                rig.run.edge("a", "b");
                rig.flush();
            }),
            entry("dashstream.telemetry.dropped", rig -> rig.holdAndCall(60)),
            entry("dashstream.telemetry.send.failures", rig -> {
                rig.sink.failIf(record -> Optional.of(new IOException("no network")));
                rig.run.edge("a", "b");
                rig.flush();
            }),
            entry("dashstream.state.diff.degraded", rig -> {
                rig.patchesFail.set(true);
                rig.run.state(Map.of("n", 1));
                rig.flush();
            }),
            entry("dashstream.state.diff.fallback.full.state", rig -> {
                rig.patchesFail.set(true);
                rig.run.state(Map.of("n", 1));
                rig.flush();
            }),
            entry("dashstream.state.full.state.serialize.failures", rig -> {
                rig.patchesFail.set(true);
                rig.writerFails.set(true);
                rig.run.state(Map.of("n", 1));
                rig.flush();
            }),
            entry("dashstream.checkpoint.serialize.failures", rig -> {
                rig.writerFails.set(true);
                rig.run.checkpoint(Map.of("n", 1));
                rig.flush();
            }),
            entry("dashstream.checkpoint.compression.failures", rig -> {
                rig.compressorFails.set(true);
                rig.run.checkpoint(Map.of("n", 1));
                rig.flush();
            }),
            entry("dashstream.compression.failures", rig -> {
                rig.compressorFails.set(true);
                rig.run.edge("a", "b");
                rig.flush();
            }),
            entry("dashstream.state.value.fallback", rig -> rig.run.state(Map.of("n", Double.NaN))),
            entry("dashstream.redactions", rig -> {
                rig.run.state(Map.of("password", "correct horse battery staple"));
                rig.flush();
            }),
            entry("dashstream.resyncs", rig -> {
                rig.sink.failIf(record -> Optional.of(new IOException("no network")));
                rig.run.state(Map.of("n", 1));
                rig.flush();
                rig.sink.failIf(record -> Optional.empty());
                rig.run.state(Map.of("n", 2));
                rig.flush();
            }),
            entry("dashstream.graph.start.shrunk", rig -> {
                rig.producer.startRun(RunSpec.of("other").initialState(Map.of("text", "x".repeat(30_000))));
                rig.flush();
            }),
            entry("dashstream.unsafe.paths", rig -> {
                String large = "x".repeat(500);
                rig.run.state(Map.of("text", large, "map", Map.of("a", 1)));
                rig.run.state(Map.of("text", large, "map", Map.of("a", 1, "constructor", 2)));
                rig.flush();
            }),
            entry("dashstream.internal.errors", rig -> rig.run.metrics(null)),
            entry("dashstream.worker.restarts", rig -> {
                rig.time.failOnceOnTheWorker();
                await().until(() -> rig.figure("dashstream.worker.restarts") > 0);
            }),
            entry("dashstream.calls.after.end", rig -> {
                rig.run.complete();
                rig.run.edge("a", "b");
            }),
            entry("dashstream.runs.reaped", rig -> {
                rig.time.pass(Duration.ofMinutes(61));
                await().until(() -> rig.producer.stats().openRuns() == 0);
            }),
            entry("dashstream.clock.steps", rig -> {
                rig.time.setBack(Duration.ofHours(1));
                rig.time.pass(Duration.ofSeconds(2));
                await().until(() -> rig.figure("dashstream.clock.steps") > 0);
            }),
            entry("dashstream.capture", rig -> rig.run.state(Map.of("n", 1))),
            entry("dashstream.queue.wait", rig -> {
                rig.run.edge("a", "b");
                rig.flush();
            }),
            entry("dashstream.diff", rig -> {
                rig.run.state(Map.of("n", 1));
                rig.flush();
            }),
            entry("dashstream.encode", rig -> {
                rig.run.edge("a", "b");
                rig.flush();
            }),
            entry("dashstream.send", rig -> {
                rig.run.edge("a", "b");
                rig.flush();
            }));

    /** What is configured and then stands. */
    private static final Map<String, Double> CONSTANTS =
            Map.of("dashstream.queue.capacity", 50.0, "dashstream.batch.size", 3.0);

    static Set<String> meters() {
        return new TreeSet<>(SCENARIOS.keySet());
    }

    @ParameterizedTest
    @MethodSource("meters")
    void itMoves(String meter) {
        try (Rig rig = new Rig()) {
            double before = rig.figure(meter);

            Optional.ofNullable(SCENARIOS.get(meter)).orElseThrow().accept(rig);

            assertThat(rig.figure(meter)).isGreaterThan(before);
        }
    }

    @Test
    void constantsAreWhatWasConfigured() {
        try (Rig rig = new Rig()) {
            CONSTANTS.forEach((meter, value) -> assertThat(rig.figure(meter)).isEqualTo(value));
        }
    }

    @Test
    @DisplayName("ME-01: every meter of the registry has its scenario, and no scenario is of a meter that is gone")
    void everyMeterHasItsScenario() {
        try (Rig rig = new Rig()) {
            Set<String> expected = meters();
            expected.addAll(CONSTANTS.keySet());

            assertThat(rig.registry.getMeters().stream()
                            .map(meter -> meter.getId().getName())
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void aRegistryThatIsBoundTwiceCountsOnce() {
        try (Rig rig = new Rig()) {
            double before = rig.figure("dashstream.batch.events");
            rig.producer.meters().bindTo(rig.registry);
            rig.run.edge("a", "b");
            rig.flush();

            assertThat(rig.figure("dashstream.batch.events")).isEqualTo(before + 1);
        }
    }

    @ParameterizedTest
    @EnumSource(FailureReason.class)
    @DisplayName("PR-08: each reason of a failure is counted under its own name")
    void everyReasonOfAFailureOccurs(FailureReason reason) {
        try (Rig rig = new Rig()) {
            switch (reason) {
                case STATE_UNAVAILABLE -> rig.run.state(new DegradedModeTest.NeverTheSame());
                case TOO_LARGE -> fails(rig, new RecordTooLargeException("larger than the topic takes"));
                case ENCODING -> {
                    rig.writerFails.set(true);
                    rig.run.checkpoint(Map.of("n", 1));
                }
                case TIMEOUT -> fails(rig, new TimeoutException("no answer"));
                case AUTHORIZATION -> fails(rig, new TopicAuthorizationException("t"));
                case SINK -> fails(rig, new IOException("no network"));
            }
            rig.flush();

            assertThat(rig.producer.stats().failed().keySet())
                    .hasSize(1)
                    .allMatch(key -> key.endsWith("." + reason.label()));
            assertThat(List.copyOf(rig.registry
                            .get("dashstream.telemetry.send.failures")
                            .tag("reason", reason.label())
                            .functionCounters()))
                    .anyMatch(counter -> counter.count() == 1);
            Sums.assertClosed(rig.producer.stats());
        }
    }

    private static void fails(Rig rig, Exception failure) {
        rig.sink.failIf(record -> Optional.of(failure));
        rig.run.edge("a", "b");
    }
}
