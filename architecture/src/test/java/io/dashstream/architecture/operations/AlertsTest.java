package io.dashstream.architecture.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.architecture.operations.Alerts.Firing;
import io.dashstream.architecture.operations.Trouble.Effect;
import io.dashstream.architecture.operations.Trouble.Gone;
import io.dashstream.architecture.operations.Trouble.Growth;
import io.dashstream.architecture.operations.Trouble.Unreachable;
import io.dashstream.architecture.promql.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ME-16: alerts fire for what they are there for, and for nothing else. Each case is held at the two distances of scrapes that are in use:
 * Prometheus' own default of a minute, and half of that.
 */
class AlertsTest {

    private static final List<AlertRule> RULES = AlertRule.all();
    private static final List<Duration> INTERVALS = List.of(Duration.ofSeconds(30), Duration.ofMinutes(1));

    /** What is lost for good is told of once, however little it is; nobody is woken for it. */
    private static final Set<String> NEWS = Set.of(
            "DashStreamTelemetryDropped",
            "DashStreamSendFailures",
            "DashStreamStatesDegraded",
            "DashStreamProducerBug",
            "DashStreamRecordsGone",
            "DashStreamTopicReplaced",
            "DashStreamRunsCorrupted",
            "DashStreamDeadLettersFail",
            "DashStreamRedisLosesData",
            "DashStreamSessionBug",
            "DashStreamClientGaps",
            "DashStreamClientResets");

    /** What reports nothing at all has no instance to be told of. */
    private static final Set<String> MISSING =
            Set.of("DashStreamProducerMissing", "DashStreamReaderMissing", "DashStreamSessionsMissing");

    static Stream<Arguments> troubles() {
        return INTERVALS.stream()
                .flatMap(interval -> Troubles.ALL.stream().map(trouble -> Arguments.of(trouble, interval)));
    }

    private static Alerts alerts(Recording recording) {
        return new Alerts(RULES, recording);
    }

    private static AlertRule rule(String name) {
        return RULES.stream().filter(rule -> rule.name().equals(name)).findAny().orElseThrow();
    }

    private static Duration longestRange(AlertRule rule) {
        return Pattern.compile("\\[(\\d+[smh])]")
                .matcher(rule.text())
                .results()
                .map(range -> Duration.parse("PT" + range.group(1)))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** One more of a counter, or another level, for one scrape. */
    private static List<Effect> blip(Trouble trouble, Duration interval) {
        double intervalsPerMinute = 60_000.0 / interval.toMillis();
        return trouble.effects().stream()
                .map(effect ->
                        effect instanceof Growth growth ? new Growth(growth.series(), intervalsPerMinute) : effect)
                .toList();
    }

    @Test
    @DisplayName("ME-16: every alert has a trouble that it is there for")
    void everyAlertIsTried() {
        Set<String> tried = Troubles.ALL.stream().map(Trouble::alert).collect(Collectors.toCollection(TreeSet::new));
        tried.addAll(MISSING);
        assertThat(RULES).extracting(AlertRule::name).containsExactlyInAnyOrderElementsOf(tried);
    }

    @ParameterizedTest(name = "scraped every {0}")
    @FieldSource("INTERVALS")
    @DisplayName("ME-16: nothing fires while all is well")
    void allIsQuietWhileAllIsWell(Duration interval) {
        Recording recording = RecordedTrouble.of(interval, List.of(), Duration.ofMinutes(30));
        assertThat(alerts(recording).rulesBetween(Duration.ZERO, Duration.ofHours(2)))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}, scraped every {1}")
    @MethodSource("troubles")
    @DisplayName("ME-16: an alert fires after its time, only for the server in trouble, and ends when the trouble has")
    void firesForWhatItIsThereFor(Trouble trouble, Duration interval) {
        AlertRule rule = rule(trouble.alert());
        Duration lasting = Duration.ofMinutes(25);
        Alerts alerts = alerts(RecordedTrouble.of(interval, trouble.effects(), lasting));
        // The first scrape is at 0, so the first bad one is just as late as the trouble begins.
        Duration begins = RecordedTrouble.QUIET;
        Duration ends = begins.plus(lasting);
        Duration over = ends.plus(longestRange(rule));

        assertThat(alerts.rulesBetween(Duration.ZERO, begins.plus(rule.holds()).minusMillis(1)))
                .doesNotContain(trouble.alert());
        assertThat(alerts.between(Duration.ZERO, ends))
                .filteredOn(firing -> firing.rule().equals(trouble.alert()))
                .isNotEmpty()
                .allMatch(firing -> firing.labels().get("instance").equals(RecordedTrouble.SICK));
        assertThat(alerts.rulesBetween(Duration.ZERO, ends.plus(RecordedTrouble.AFTERWARDS)))
                .isSubsetOf(Stream.concat(Stream.of(trouble.alert()), trouble.companions().stream())
                        .toList());
        assertThat(alerts.rulesBetween(over.plus(interval), ends.plus(RecordedTrouble.AFTERWARDS)))
                .doesNotContain(trouble.alert());
    }

    @ParameterizedTest(name = "{0}, scraped every {1}")
    @MethodSource("troubles")
    @DisplayName("ME-16: one blip wakes nobody; what is lost for good is told of, however little it is")
    void oneBlipWakesNobody(Trouble trouble, Duration interval) {
        Alerts alerts = alerts(RecordedTrouble.of(interval, blip(trouble, interval), interval));
        Set<String> fired = alerts.rulesBetween(Duration.ZERO, Duration.ofHours(2));

        assertThat(fired)
                .isSubsetOf(NEWS)
                .noneMatch(name -> rule(name).severity().equals("critical"));
        assertThat(fired.contains(trouble.alert())).isEqualTo(NEWS.contains(trouble.alert()));
    }

    @ParameterizedTest(name = "scraped every {0}")
    @FieldSource("INTERVALS")
    @DisplayName("ME-16: a scrape that fails is no alarm")
    void oneFailedScrapeIsQuiet(Duration interval) {
        Recording recording = RecordedTrouble.everywhere(interval, List.of(new Unreachable()), interval);
        assertThat(alerts(recording).rulesBetween(Duration.ZERO, Duration.ofHours(2)))
                .isEmpty();
    }

    @ParameterizedTest(name = "scraped every {0}")
    @FieldSource("INTERVALS")
    @DisplayName("ME-16: a restart is no alarm, though every counter begins anew")
    void restartIsQuiet(Duration interval) {
        Recording recording = RecordedTrouble.restart(interval);
        assertThat(alerts(recording).rulesBetween(Duration.ZERO, Duration.ofHours(2)))
                .isEmpty();
    }

    @ParameterizedTest(name = "scraped every {0}")
    @FieldSource("INTERVALS")
    @DisplayName("ME-16: that nothing reports at all is told of, once for each part, and nothing else is")
    void silenceIsToldOf(Duration interval) {
        Recording recording = RecordedTrouble.everywhere(interval, List.of(new Unreachable()), Duration.ofMinutes(10));
        assertThat(alerts(recording).rulesBetween(Duration.ZERO, Duration.ofHours(2)))
                .isEqualTo(new TreeSet<>(MISSING));
    }

    static Stream<String> criticalMetrics() {
        return RULES.stream()
                .filter(rule -> rule.severity().equals("critical"))
                .flatMap(rule -> rule.metrics().stream())
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("criticalMetrics")
    @DisplayName("ME-16: if a metric that somebody would be woken for is missing, an alert says so")
    void missingMetricIsToldOf(String metric) {
        Recording recording =
                RecordedTrouble.everywhere(Duration.ofMinutes(1), List.of(new Gone(metric)), Duration.ofMinutes(10));
        Set<Firing> fired = alerts(recording).between(Duration.ZERO, Duration.ofHours(2));

        assertThat(fired).isNotEmpty().allSatisfy(firing -> {
            assertThat(firing.rule()).endsWith("Missing");
            assertThat(rule(firing.rule()).text()).contains(metric);
        });
    }

    @Test
    @DisplayName("ME-16: a severity is one of three that the page explains")
    void severitiesAreTiers() throws IOException {
        String page = Files.readString(AlertRule.OPERATIONS.resolve("README.md"));
        assertThat(RULES)
                .extracting(AlertRule::severity)
                .containsOnly("critical", "warning", "info")
                .allMatch(severity -> page.contains("| `" + severity + "` |"));
    }
}
