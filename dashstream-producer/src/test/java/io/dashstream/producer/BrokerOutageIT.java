package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunState;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.kafka.embedded.KafkaProcess;
import io.dashstream.producer.sink.KafkaSink;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A real broker in a process of its own, and what a producer makes of its death. */
class BrokerOutageIT {

    private static final String TOPIC = "dashstream-events";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofMinutes(1);

    @Test
    @DisplayName(
            "PR-02 PR-08 KA-07: SIGKILL in the middle of runs loses nothing acknowledged, doubles nothing, counts the rest")
    void aBrokerKilledInTheMiddleOfRunsCostsNothingUnannounced() {
        try (KafkaProcess broker = KafkaProcess.builder().start()) {
            broker.createTopic(TOPIC, 4);
            WatchedSink sink = new WatchedSink(new KafkaSink(TOPIC, settings(broker.bootstrapServers())));
            DashStreamProducer producer =
                    DashStreamProducer.builder().sink(sink).queueCapacity(500).build();
            List<CountingGraph> graphs = IntStream.range(0, 4)
                    .mapToObj(index -> new CountingGraph(producer, "thread-" + index))
                    .toList();

            stepUntil(graphs, () -> sink.acknowledged().size() > 500);
            broker.kill();
            stepUntil(graphs, () -> dropped(producer) > 500);
            broker.start();
            int acknowledgedAtRestart = sink.acknowledged().size();
            stepUntil(graphs, () -> sink.acknowledged().size() > acknowledgedAtRestart + 500);
            await().atMost(PATIENCE).until(() -> producer.stats().queueDepth() == 0);
            graphs.forEach(CountingGraph::complete);
            DeliveryReport report = producer.close(CLOSE_TIMEOUT);

            List<DashStreamMessage> log = TopicContent.read(broker.bootstrapServers(), TOPIC);
            Set<WatchedSink.Place> places = new HashSet<>();
            log.forEach(message -> assertThat(places.add(WatchedSink.Place.of(message)))
                    .as("a message stands once in the log: %s", WatchedSink.Place.of(message))
                    .isTrue());
            assertThat(places).containsAll(sink.acknowledged());
            assertThat(report.pending()).isZero();
            assertThat(report.delivered()).isEqualTo(sink.acknowledged().size());
            assertThat(report.dropped()).isGreaterThan(500);
            assertThat(report.called())
                    .as("every message that has a number was called, and nothing else was")
                    .isEqualTo(calledBy(graphs));
            assertThatEveryRunIsRight(log, graphs);
        }
    }

    @Test
    @DisplayName("PR-07: a broker that is away at the start is no error, and the runs are right once it is there")
    void aBrokerThatComesLateIsNoError() {
        try (KafkaProcess broker = KafkaProcess.builder().start()) {
            broker.createTopic(TOPIC, 1);
            broker.stop();
            DashStreamProducer producer = DashStreamProducer.builder()
                    .sink(new KafkaSink(TOPIC, settings(broker.bootstrapServers())))
                    .queueCapacity(100)
                    .build();
            CountingGraph graph = new CountingGraph(producer, "early");
            stepUntil(List.of(graph), () -> dropped(producer) > 100 && failed(producer) > 0);

            broker.start();
            stepUntil(List.of(graph), () -> delivered(producer) > 50);
            await().atMost(PATIENCE).until(() -> producer.stats().queueDepth() == 0);
            graph.complete();
            DeliveryReport report = producer.close(CLOSE_TIMEOUT);

            assertThat(report.called()).isEqualTo(calledBy(List.of(graph)));
            List<DashStreamMessage> log = TopicContent.read(broker.bootstrapServers(), TOPIC);
            assertThatEveryRunIsRight(log, List.of(graph));
        }
    }

    /** Short enough that what the broker never took fails within the test. */
    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.of(
                "bootstrap.servers", bootstrapServers,
                "max.block.ms", 500,
                "request.timeout.ms", 2_000,
                "delivery.timeout.ms", 5_000,
                "reconnect.backoff.max.ms", 200);
    }

    private static void stepUntil(List<CountingGraph> graphs, BooleanSupplier reached) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
            graphs.forEach(CountingGraph::step);
            return reached.getAsBoolean();
        });
    }

    private static long dropped(DashStreamProducer producer) {
        return sum(producer.stats().dropped());
    }

    private static long failed(DashStreamProducer producer) {
        return sum(producer.stats().failed());
    }

    private static long delivered(DashStreamProducer producer) {
        return sum(producer.stats().delivered());
    }

    private static long sum(Map<String, Long> figures) {
        return figures.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A start, then a node's start, state and end per step, a checkpoint every 50, and the last state and the end. */
    private static long calledBy(List<CountingGraph> graphs) {
        return graphs.stream()
                .mapToLong(graph -> 3L * graph.steps() + graph.steps() / 50 + 3)
                .sum();
    }

    private static void assertThatEveryRunIsRight(List<DashStreamMessage> log, List<CountingGraph> graphs) {
        RunAssembler assembler = RunAssembler.builder().build();
        for (DashStreamMessage message : log) {
            assembler.accept(message).forEach(BrokerOutageIT::assertThatStateIsRight);
        }
        assembler.flush().forEach(BrokerOutageIT::assertThatStateIsRight);
        assertThat(assembler.runs()).hasSize(graphs.size());
        for (RunState run : assembler.runs()) {
            CountingGraph graph = graphs.size() == 1
                    ? graphs.get(0)
                    : graphs.get(Integer.parseInt(run.key().threadId().substring("thread-".length())));
            assertThat(run.status()).as("%s", run.corruption()).isEqualTo(RunState.Status.LIVE);
            assertThat(run.state().orElseThrow().value().get("step").intValue()).isEqualTo(graph.steps());
        }
    }

    private static void assertThatStateIsRight(RunUpdate update) {
        if (update instanceof RunUpdate.StateChanged changed) {
            assertThat(changed.state().value())
                    .isEqualTo(CountingGraph.expected(changed.state().value()));
        }
    }
}
