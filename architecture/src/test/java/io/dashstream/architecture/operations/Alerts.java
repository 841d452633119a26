package io.dashstream.architecture.operations;

import io.dashstream.architecture.promql.Evaluation;
import io.dashstream.architecture.promql.Labels;
import io.dashstream.architecture.promql.Recording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which alerts fire while a recording is made, if rules are evaluated after each scrape. An alert, told from others by its labels, fires
 * from the first evaluation on that is no earlier than its rule's time after the one that first found it true; one that finds it untrue
 * ends it.
 */
final class Alerts {

    /** An alert that fires: its rule's name and its labels. */
    record Firing(String rule, Labels labels) {}

    private final Duration interval;
    private final List<Set<Firing>> firing = new ArrayList<>();

    Alerts(List<AlertRule> rules, Recording recording) {
        this.interval = recording.interval();
        Map<Firing, Integer> since = new HashMap<>();
        for (int scrape = 0; scrape < recording.scrapes(); scrape++) {
            Set<Firing> now = new HashSet<>();
            for (AlertRule rule : rules) {
                int at = scrape;
                Set<Firing> active = new Evaluation(recording, scrape)
                        .vector(rule.condition()).keySet().stream()
                                .map(labels -> new Firing(rule.name(), nameless(labels)))
                                .collect(Collectors.toSet());
                since.keySet().removeIf(alert -> alert.rule().equals(rule.name()) && !active.contains(alert));
                active.forEach(alert -> {
                    int first = since.computeIfAbsent(alert, begun -> at);
                    if (interval.multipliedBy(at - first).compareTo(rule.holds()) >= 0) {
                        now.add(alert);
                    }
                });
            }
            firing.add(now);
        }
    }

    private static Labels nameless(Labels labels) {
        Map<String, String> values = new HashMap<>(labels.values());
        values.remove("__name__");
        return Labels.of(values);
    }

    /** The alerts that fire at the evaluation after a scrape. */
    Set<Firing> at(int scrape) {
        return firing.get(scrape);
    }

    /** The rules whose alerts fired at any time from one moment to another, both included. */
    Set<String> rulesBetween(Duration from, Duration to) {
        return between(from, to).stream().map(Firing::rule).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The alerts that fired at any time from one moment to another, both included. */
    Set<Firing> between(Duration from, Duration to) {
        Set<Firing> all = new HashSet<>();
        for (int scrape = 0; scrape < firing.size(); scrape++) {
            Duration at = interval.multipliedBy(scrape);
            if (at.compareTo(from) >= 0 && at.compareTo(to) <= 0) {
                all.addAll(firing.get(scrape));
            }
        }
        return all;
    }
}
