package io.dashstream.architecture.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What operators are given is true: every metric in it exists, and every alert has its page. */
class OperationsTest {

    private static final Path OPERATIONS = Path.of("..", "docs", "operations");
    private static final Pattern METRIC = Pattern.compile("\\b(dashstream|websocket)_[a-z_]+[a-z]");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `((?:dashstream|websocket)\\.[a-z.]+)` \\|");
    private static final Pattern COMPARED_WITH_A_PART =
            Pattern.compile("> 0\\.\\d+ \\* (sum by \\([a-z, ]+\\) \\(.*?\\)\\))");

    private static Set<String> exported() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (AllMeters all = new AllMeters().bindTo(registry)) {
            assertThat(all).isNotNull();
            return AllMeters.exported(registry);
        }
    }

    private static Set<String> namedIn(String file) throws IOException {
        return METRIC.matcher(Files.readString(OPERATIONS.resolve(file)))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> valuesOf(String key) throws IOException {
        return Files.readAllLines(OPERATIONS.resolve("alerts.yml")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .toList();
    }

    @Test
    void everyMetricOfTheAlertsExists() throws IOException {
        assertThat(namedIn("alerts.yml")).hasSizeGreaterThan(30).isSubsetOf(exported());
    }

    @Test
    void everyMetricOfTheDashboardExists() throws IOException {
        assertThat(namedIn("dashboard.json")).hasSizeGreaterThan(50).isSubsetOf(exported());
    }

    @Test
    void everyMetricOfThePagesExists() throws IOException {
        assertThat(namedIn("README.md")).hasSizeGreaterThan(4).isSubsetOf(exported());
    }

    @Test
    @DisplayName("ME-16: every alert has its page, and every page its alert")
    void everyAlertHasItsPage() throws IOException {
        Set<String> anchors = Files.readString(OPERATIONS.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> runbooks = valuesOf("runbook:").stream()
                .map(line -> line.substring(line.indexOf('#') + 1, line.lastIndexOf('"')))
                .toList();

        assertThat(runbooks).hasSameSizeAs(valuesOf("- alert:"));
        assertThat(anchors).isEqualTo(new TreeSet<>(runbooks));
        assertThat(valuesOf("- alert:")).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("ME-16: a ratio asks for a least number of what it is a part of, so that one of one is no alarm")
    void everyRatioAsksForALeastNumber() throws IOException {
        List<String> ratios = valuesOf("expr:").stream()
                .filter(expression -> COMPARED_WITH_A_PART.matcher(expression).find())
                .toList();
        assertThat(ratios).hasSizeGreaterThan(3).allSatisfy(expression -> {
            String whole = COMPARED_WITH_A_PART
                    .matcher(expression)
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1);
            assertThat(expression).containsPattern(" and " + Pattern.quote(whole) + " > [1-9]");
        });
        // A capacity is 1 at least; nothing else is divided by.
        assertThat(valuesOf("expr:"))
                .filteredOn(expression -> expression.contains("/"))
                .allMatch(expression -> expression.contains("/ dashstream_queue_capacity"));
    }

    @Test
    @DisplayName("ME-01: what is documented is what is registered, both ways")
    void documentedMetersAreTheRegisteredOnes() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (AllMeters all = new AllMeters().bindTo(registry)) {
            assertThat(all).isNotNull();
        }
        List<String> documented = DOCUMENTED
                .matcher(Files.readString(Path.of("..", "docs", "metrics.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(documented).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(documented)).isEqualTo(AllMeters.names(registry));
    }

    @Test
    @DisplayName(
            "ME-14: labels are those that are documented, and none of them names a tenant, a thread, a node or a client")
    void labelsAreAClosedSet() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (AllMeters all = new AllMeters().bindTo(registry)) {
            assertThat(all).isNotNull();
        }
        Set<String> labels = registry.getMeters().stream()
                .filter(meter -> !meter.getId().getName().endsWith(".histogram"))
                .flatMap(meter -> meter.getId().getTags().stream())
                .map(Tag::getKey)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(labels)
                .isEqualTo(new TreeSet<>(Set.of(
                        "cache",
                        "dialect",
                        "from",
                        "kind",
                        "message_type",
                        "mode",
                        "operation",
                        "producer",
                        "readability",
                        "reason")));
        assertThat(Files.readString(Path.of("..", "docs", "metrics.md")))
                .contains(labels.stream().map(label -> "`" + label + "`").toList());
    }

    @Test
    @DisplayName("ME-17: no rate of loss is made of two processes' figures, and the page says how to read loss")
    void lossIsCountedWhereItHappens() throws IOException {
        assertThat(exported()).noneMatch(name -> name.contains("loss_rate") || name.contains("loss_ratio"));
        assertThat(valuesOf("expr:"))
                .noneMatch(expression ->
                        expression.contains("dashstream_messages_sent") && expression.contains("dashstream_replay_"));
        assertThat(Files.readString(Path.of("..", "docs", "metrics.md"))).contains("How to read loss");
    }

    @Test
    @DisplayName(
            "ME-02, ME-03: two producers and all of the replay side share one registry, and no static one is touched")
    void everythingSharesOneRegistry() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        List<String> failures = new ArrayList<>();
        prometheus.config().onMeterRegistrationFailed((id, why) -> failures.add(id + ": " + why));
        try (AllMeters all = new AllMeters().bindTo(prometheus).bindTo(simple)) {
            assertThat(all).isNotNull();
            assertThat(failures).isEmpty();
            assertThat(AllMeters.names(prometheus)).isEqualTo(AllMeters.names(simple));
            assertThat(prometheus.scrape())
                    .contains("producer=\"one\"", "producer=\"two\"", "dashstream_replay_redis_circuit_open 0.0");
        }
        assertThat(Metrics.globalRegistry.getMeters()).isEmpty();
    }
}
