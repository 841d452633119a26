package io.dashstream.architecture.operations;

import io.dashstream.architecture.promql.Expression;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A rule of alerts.yml.
 *
 * @param name the alert's name
 * @param text its condition, as written
 * @param condition its condition
 * @param holds for how long the condition must be true before the alert fires; 0 if it fires at once
 * @param severity who is told, and when
 * @param summary what is said
 * @param runbook where is said what to do
 */
record AlertRule(
        String name,
        String text,
        Expression condition,
        Duration holds,
        String severity,
        String summary,
        String runbook) {

    private static final Pattern METRIC = Pattern.compile("\\b(?:dashstream|websocket)_[a-z_]+[a-z]");

    static final Path OPERATIONS = Path.of("..", "docs", "operations");

    /** The rules that are given to operators, read strictly: a key that is not known here is an error. */
    static List<AlertRule> all() {
        try (Reader file = Files.newBufferedReader(OPERATIONS.resolve("alerts.yml"))) {
            Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            List<AlertRule> rules = new ArrayList<>();
            for (Map<String, Object> group : list(only(root, Set.of("groups")).get("groups"))) {
                for (Map<String, Object> rule :
                        list(only(group, Set.of("name", "rules")).get("rules"))) {
                    rules.add(of(rule));
                }
            }
            return rules;
        } catch (IOException e) {
            throw new IllegalStateException("alerts.yml can't be read", e);
        }
    }

    /** The names of the metrics that the condition asks for. */
    Set<String> metrics() {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static AlertRule of(Map<String, Object> rule) {
        only(rule, Set.of("alert", "expr", "for", "labels", "annotations"));
        Map<String, Object> labels = only(map(rule.get("labels")), Set.of("severity"));
        Map<String, Object> annotations = only(map(rule.get("annotations")), Set.of("summary", "runbook"));
        String text = string(rule, "expr");
        return new AlertRule(
                string(rule, "alert"),
                text,
                Expression.parse(text),
                rule.containsKey("for") ? Duration.parse("PT" + string(rule, "for")) : Duration.ZERO,
                string(labels, "severity"),
                string(annotations, "summary"),
                string(annotations, "runbook"));
    }

    private static Map<String, Object> only(Map<String, Object> map, Set<String> known) {
        if (!known.containsAll(map.keySet())) {
            throw new IllegalArgumentException("keys must be of " + known + ", but are " + map.keySet());
        }
        return map;
    }

    private static String string(Map<String, Object> map, String key) {
        if (map.get(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("no text under " + key + ": " + map);
    }

    @SuppressWarnings("unchecked") // YAML's maps of a file of ours; a key of another type fails where it is compared.
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) value;
    }
}
