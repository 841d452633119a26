package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** ME-01 to ME-05: what is documented is registered and moves, in the registry that was handed in and in no other. */
class MetersTest {

    private static final Path DOCS = Path.of("..", "docs", "metrics.md");

    private final TestSink sink = new TestSink();

    private static Set<String> names(io.micrometer.core.instrument.MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @DisplayName("ME-01: the documented meters are those that are registered, with type, labels and reasons")
    void documentedMetersAreTheRegisteredOnes() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            producer.meters().bindTo(registry);
        }
        String docs = Files.readString(DOCS);
        String section = docs.substring(docs.indexOf("## Producer"));
        section = section.contains("\n## ") ? section.substring(0, section.indexOf("\n## ", 5)) : section;
        Map<String, String[]> rows = new HashMap<>();
        section.lines().filter(line -> line.startsWith("| `dashstream")).forEach(line -> {
            String[] cells = line.split("\\|");
            rows.put(cells[1].strip().replace("`", ""), cells);
        });

        assertThat(rows.keySet()).isEqualTo(names(registry));
        for (Meter meter : registry.getMeters()) {
            String[] cells = rows.get(meter.getId().getName());
            assertThat(type(meter)).as(meter.getId().getName()).isEqualTo(cells[2].strip());
            for (Tag tag : meter.getId().getTags()) {
                if (!tag.getKey().equals("producer")) {
                    assertThat(cells[4]).as(meter.getId().toString()).contains("`" + tag.getKey() + "`");
                }
                if (tag.getKey().equals("reason")) {
                    assertThat(cells[5]).as(meter.getId().toString()).contains("`" + tag.getValue() + "`");
                }
            }
        }
    }

    private static String type(Meter meter) {
        return switch (meter.getId().getType()) {
            case GAUGE -> "gauge";
            case COUNTER -> "counter";
            case TIMER -> "timer";
            case DISTRIBUTION_SUMMARY -> "summary";
            case LONG_TASK_TIMER, OTHER -> "unknown";
        };
    }

    @Test
    @DisplayName(
            "ME-02, ME-03: two producers in one Prometheus registry are both there; the global registry stays empty")
    void twoProducersShareOneRegistry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        List<String> failures = new ArrayList<>();
        registry.config().onMeterRegistrationFailed((id, why) -> failures.add(id + ": " + why));
        try (DashStreamProducer one =
                        DashStreamProducer.builder().name("one").sink(sink).build();
                DashStreamProducer two = DashStreamProducer.builder()
                        .name("two")
                        .sink(new TestSink())
                        .build()) {
            one.meters().bindTo(registry);
            two.meters().bindTo(registry);
            one.startRun(RunSpec.of("t")).complete();
            one.flush(Duration.ofSeconds(10));

            String scrape = registry.scrape();
            assertThat(scrape)
                    .contains("dashstream_messages_sent_total{message_type=\"event\",producer=\"one\"} 2.0")
                    .contains("dashstream_messages_sent_total{message_type=\"event\",producer=\"two\"} 0.0");
        }
        assertThat(failures).isEmpty();
        assertThat(Metrics.globalRegistry.getMeters()).isEmpty();
    }

    @Test
    @DisplayName("ME-04: no counter ever goes back while eight threads call and the registry is read")
    void countersNeverGoBack() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).queueCapacity(50).build()) {
            producer.meters().bindTo(registry);
            List<Thread> callers = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                RunScope run = producer.startRun(RunSpec.of("t-" + thread).initialState(Map.of("n", 0)));
                Thread caller = new Thread(() -> {
                    for (int index = 0; index < 2_000; index++) {
                        run.state(Map.of("n", index));
                        run.edge("a", "b");
                    }
                });
                callers.add(caller);
                caller.start();
            }
            Map<Meter.Id, Double> last = new HashMap<>();
            while (callers.stream().anyMatch(Thread::isAlive)) {
                for (Meter meter : registry.getMeters()) {
                    if (meter.getId().getType() == Meter.Type.COUNTER) {
                        double now = meter.measure().iterator().next().getValue();
                        assertThat(now)
                                .as(meter.getId().toString())
                                .isGreaterThanOrEqualTo(last.getOrDefault(meter.getId(), 0.0));
                        last.put(meter.getId(), now);
                    }
                }
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(last).isNotEmpty();
        }
    }

    @Test
    @DisplayName("ME-01: every kind of message that a producer makes is counted as sent under its own label")
    void everyKindIsCountedUnderItsLabel() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            producer.meters().bindTo(registry);
            RunScope run = producer.startRun(RunSpec.of("t").initialState(Map.of("n", 0)));
            run.state(Map.of("n", 1));
            run.checkpoint(Map.of("n", 2));
            run.metrics(Map.of("n", 1));
            run.error("code", "text");
            NodeScope node = run.node("n");
            node.tool("search", Map.of()).complete(List.of());
            node.llm("model").token("word");
            producer.flush(Duration.ofSeconds(10));

            assertThat(registry.get("dashstream.messages.sent").functionCounters())
                    .hasSizeGreaterThan(5)
                    .allSatisfy(sent -> assertThat(sent.count())
                            .as(sent.getId().getTag("message_type"))
                            .isPositive());
            for (String timer : List.of("capture", "queue.wait", "diff", "encode", "send")) {
                assertThat(registry.get("dashstream." + timer).functionTimer().count())
                        .as(timer)
                        .isPositive();
            }
        }
    }

    @Test
    @DisplayName("ME-14: ten thousand threads and tenants, nodes, tools, models and errors add no series")
    void seriesDoNotGrowWithWhatIsReported() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).queueCapacity(100_000).build()) {
            producer.meters().bindTo(registry);
            int before = registry.getMeters().size();

            for (int number = 0; number < 10_000; number++) {
                try (RunScope run =
                        producer.startRun(RunSpec.of("thread-" + number).tenantId("tenant-" + number))) {
                    run.node("node-" + number).warning("warning " + number);
                    run.error("E" + number, "error " + number);
                    run.state(Map.of("key-" + number, number));
                }
            }
            producer.flush(Duration.ofSeconds(30));

            assertThat(registry.getMeters()).hasSize(before);
        }
    }
}
