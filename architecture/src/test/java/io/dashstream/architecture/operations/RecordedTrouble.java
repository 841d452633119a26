package io.dashstream.architecture.operations;

import io.dashstream.architecture.operations.Trouble.Effect;
import io.dashstream.architecture.promql.Labels;
import io.dashstream.architecture.promql.Recording;
import io.dashstream.architecture.promql.Scrape;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Scrapes of two servers. All is well for longer than the rules look back, but for one; then trouble comes to the one, or to both, and goes. */
final class RecordedTrouble {

    static final Duration QUIET = Duration.ofMinutes(20);
    static final Duration AFTERWARDS = Duration.ofMinutes(20);
    static final String SICK = "sick:8080";
    /** Series that no rule asks for would only cost time. */
    private static final Set<String> ASKED_FOR =
            AlertRule.all().stream().flatMap(rule -> rule.metrics().stream()).collect(Collectors.toSet());

    private static final Scrape FRESH = fresh();

    private final Duration interval;
    private final ScrapedServer sick = new ScrapedServer(SICK, FRESH);
    private final ScrapedServer well = new ScrapedServer("well:8080", FRESH);
    private final List<Scrape> scrapes = new ArrayList<>();

    private RecordedTrouble(Duration interval) {
        this.interval = interval;
        pass(QUIET, List.of(), List.of());
    }

    /** One of two servers is in trouble for a time. */
    static Recording of(Duration interval, List<Effect> effects, Duration lasting) {
        RecordedTrouble recorded = new RecordedTrouble(interval);
        recorded.pass(lasting, effects, List.of());
        return recorded.end();
    }

    /** Both servers are in the same trouble for a time. */
    static Recording everywhere(Duration interval, List<Effect> effects, Duration lasting) {
        RecordedTrouble recorded = new RecordedTrouble(interval);
        recorded.pass(lasting, effects, effects);
        return recorded.end();
    }

    /** One of two servers is started anew, and needs two minutes to catch up. */
    static Recording restart(Duration interval) {
        RecordedTrouble recorded = new RecordedTrouble(interval);
        recorded.pass(interval, List.of(new Trouble.Unreachable()), List.of());
        recorded.sick.restart();
        recorded.pass(Duration.ofMinutes(2), List.of(), List.of());
        recorded.sick.recover();
        return recorded.end();
    }

    private Recording end() {
        pass(AFTERWARDS, List.of(), List.of());
        return new Recording(interval, scrapes);
    }

    private void pass(Duration time, List<Effect> ofSick, List<Effect> ofWell) {
        for (long left = time.dividedBy(interval); left > 0; left--) {
            Map<Labels, Double> values = new LinkedHashMap<>(sick.after(interval, ofSick));
            values.putAll(well.after(interval, ofWell));
            scrapes.add(new Scrape(values));
        }
    }

    /** All of our meters as they are scraped at their start. Lag is put in: it has a series for each partition that is read. */
    private static Scrape fresh() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (AllMeters all = new AllMeters()) {
            all.bindTo(registry);
            StringBuilder text = new StringBuilder(registry.scrape());
            for (int partition = 0; partition < 2; partition++) {
                text.append("dashstream_consumer_lag{partition=\"")
                        .append(partition)
                        .append("\"} 3.0\n");
            }
            Map<Labels, Double> values =
                    new LinkedHashMap<>(Scrape.parse(text.toString()).values());
            values.keySet().removeIf(labels -> !ASKED_FOR.contains(labels.name()));
            return new Scrape(values);
        }
    }
}
