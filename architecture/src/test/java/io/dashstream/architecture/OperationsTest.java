package io.dashstream.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.sink.InMemorySink;
import io.dashstream.replay.metrics.ReplayMeters;
import io.dashstream.replay.reader.ReplayReader;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What operators are given is true: every metric in it exists, and every alert has its page. */
class OperationsTest {

    private static final Path OPERATIONS = Path.of("..", "docs", "operations");
    private static final Pattern METRIC = Pattern.compile("dashstream_[a-z_]+");

    /** All names that a scrape of a producer and a reader can have. */
    private static Set<String> exported() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (DashStreamProducer producer =
                        DashStreamProducer.builder().sink(new InMemorySink()).build();
                ReplayReader reader = ReplayReader.builder()
                        .bootstrapServers("localhost:1")
                        .topic("t")
                        .build()) {
            producer.meters().bindTo(registry);
            new ReplayMeters(reader).bindTo(registry);
            // A series per partition, and this reader reads none.
            MultiGauge.builder("dashstream.consumer.lag")
                    .register(registry)
                    .register(List.of(MultiGauge.Row.of(io.micrometer.core.instrument.Tags.of("partition", "0"), 0)));
            return registry.getMeters().stream()
                    .flatMap(meter -> names(meter, registry))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Stream<String> names(Meter meter, PrometheusMeterRegistry registry) {
        String name = meter.getId().getConventionName(registry.config().namingConvention());
        return switch (meter.getId().getType()) {
            case TIMER, DISTRIBUTION_SUMMARY -> Stream.of(name + "_count", name + "_sum", name + "_max");
            case COUNTER -> Stream.of(name.endsWith("_total") ? name : name + "_total");
            case GAUGE, LONG_TASK_TIMER, OTHER -> Stream.of(name);
        };
    }

    private static Set<String> namedIn(String file) throws IOException {
        return METRIC.matcher(Files.readString(OPERATIONS.resolve(file)))
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMetricOfTheAlertsExists() throws IOException {
        assertThat(namedIn("alerts.yml")).hasSizeGreaterThan(10).isSubsetOf(exported());
    }

    @Test
    void everyMetricOfTheDashboardExists() throws IOException {
        assertThat(namedIn("dashboard.json")).hasSizeGreaterThan(20).isSubsetOf(exported());
    }

    @Test
    void everyAlertHasItsPage() throws IOException {
        String pages = Files.readString(OPERATIONS.resolve("README.md"));
        Set<String> anchors = pages.lines()
                .filter(line -> line.startsWith("## "))
                .map(line ->
                        line.substring(3).toLowerCase(java.util.Locale.ROOT).replace(' ', '-'))
                .collect(Collectors.toSet());
        List<String> rules = Files.readAllLines(OPERATIONS.resolve("alerts.yml"));
        long alerts = rules.stream().filter(line -> line.contains("- alert:")).count();
        List<String> runbooks = rules.stream()
                .filter(line -> line.contains("runbook:"))
                .map(line -> line.substring(line.indexOf('#') + 1, line.lastIndexOf('"')))
                .toList();

        assertThat(runbooks).hasSize((int) alerts);
        assertThat(anchors).containsAll(runbooks);
    }

    @Test
    void everyMetricOfTheReaderIsDocumented() throws IOException {
        String docs = Files.readString(Path.of("..", "docs", "metrics.md"));
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (ReplayReader reader = ReplayReader.builder()
                .bootstrapServers("localhost:1")
                .topic("t")
                .build()) {
            new ReplayMeters(reader).bindTo(registry);
        }
        assertThat(registry.getMeters())
                .allSatisfy(
                        meter -> assertThat(docs).contains("| `" + meter.getId().getName() + "` |"));
    }
}
