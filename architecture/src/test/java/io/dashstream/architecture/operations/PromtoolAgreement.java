package io.dashstream.architecture.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.architecture.promql.Labels;
import io.dashstream.architecture.promql.Recording;
import io.dashstream.architecture.promql.Recording.Series;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Prometheus' own promtool, given the same scrapes and the same rules, says that the same alerts fire, minute by minute. Not part of the
 * build, which asks for nothing but a JDK; CONTRIBUTING.md has the command.
 */
class PromtoolAgreement {

    /** Off the quarter minutes of the rules' ranges, as Prometheus 2 still counts a sample that is exactly as old as a range is long. */
    private static final Duration INTERVAL = Duration.ofSeconds(17);

    private static final List<AlertRule> RULES = AlertRule.all();

    static Stream<Arguments> recordings() {
        Duration blip = INTERVAL;
        Duration outage = Duration.ofMinutes(25);
        Stream<Arguments> ofOneServer = Troubles.ALL.stream()
                .flatMap(trouble -> Stream.of(blip, outage)
                        .map(lasting -> Arguments.of(
                                trouble + " for " + lasting,
                                RecordedTrouble.of(INTERVAL, trouble.effects(), lasting))));
        return Stream.concat(
                ofOneServer,
                Stream.of(
                        Arguments.of("restart", RecordedTrouble.restart(INTERVAL)),
                        Arguments.of(
                                "silence",
                                RecordedTrouble.everywhere(INTERVAL, List.of(new Trouble.Unreachable()), outage))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recordings")
    void promtoolFindsTheSameAlerts(String name, Recording recording, @TempDir Path directory)
            throws IOException, InterruptedException {
        String promtool = System.getProperty("dashstream.promtool");
        assertThat(promtool).as("-Ddashstream.promtool, the path of promtool").isNotNull();
        Path test = Files.writeString(directory.resolve("test.yml"), asRuleTest(recording));
        File output = directory.resolve("output").toFile();

        int exit = new ProcessBuilder(promtool, "test", "rules", test.toString())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start()
                .waitFor();
        assertThat(exit).as(Files.readString(output.toPath())).isZero();
    }

    private static String asRuleTest(Recording recording) throws IOException {
        Alerts alerts = new Alerts(RULES, recording);
        StringBuilder text = new StringBuilder("rule_files: ['")
                .append(AlertRule.OPERATIONS.resolve("alerts.yml").toRealPath())
                .append("']\nevaluation_interval: ")
                .append(INTERVAL.toSeconds())
                .append("s\ntests:\n- interval: ")
                .append(INTERVAL.toSeconds())
                .append("s\n  input_series:\n");
        recording
                .series()
                .forEach(series -> text.append("  - {series: '")
                        .append(series.labels())
                        .append("', values: '")
                        .append(values(series, recording.scrapes()))
                        .append("'}\n"));
        text.append("  promql_expr_test:\n");
        for (int scrape = 0; scrape < recording.scrapes(); scrape++) {
            text.append("  - expr: 'ALERTS{alertstate=\"firing\"}'\n    eval_time: ")
                    .append(INTERVAL.multipliedBy(scrape).toSeconds())
                    .append("s\n    exp_samples: [")
                    .append(alerts.at(scrape).stream()
                            .map(firing -> "{labels: '" + asSeries(firing) + "', value: 1}")
                            .collect(Collectors.joining(", ")))
                    .append("]\n");
        }
        return text.toString();
    }

    private static Labels asSeries(Alerts.Firing firing) {
        String severity = RULES.stream()
                .filter(rule -> rule.name().equals(firing.rule()))
                .findAny()
                .orElseThrow()
                .severity();
        Labels labels = Labels.of(Map.of("__name__", "ALERTS", "alertname", firing.rule(), "severity", severity))
                .with("alertstate", "firing");
        for (Map.Entry<String, String> label : firing.labels().values().entrySet()) {
            labels = labels.with(label.getKey(), label.getValue());
        }
        return labels;
    }

    /** In promtool's notation, in which a series that is gone is marked once as stale. */
    private static String values(Series series, int scrapes) {
        StringBuilder values = new StringBuilder();
        for (int scrape = 0; scrape < scrapes; scrape++) {
            if (series.isIn(scrape)) {
                values.append(series.value(scrape));
            } else {
                values.append(scrape > 0 && series.isIn(scrape - 1) ? "stale" : "_");
            }
            values.append(' ');
        }
        return values.toString();
    }
}
