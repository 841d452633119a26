package io.dashstream.architecture.operations;

import io.dashstream.architecture.operations.Trouble.Effect;
import io.dashstream.architecture.operations.Trouble.Gone;
import io.dashstream.architecture.operations.Trouble.Growth;
import io.dashstream.architecture.operations.Trouble.Level;
import io.dashstream.architecture.operations.Trouble.Unreachable;
import io.dashstream.architecture.promql.Labels;
import io.dashstream.architecture.promql.Scrape;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A server with a producer and all of the replay side, as Prometheus sees it: every series is one of a scrape of our meters, with the
 * labels that it has there, so that a rule about a series or a label value that does not exist can't be shown to work. Levels and rates
 * are those of a server that is well, until trouble is put in.
 */
final class ScrapedServer {

    private static final List<Level> WELL = List.of(
            new Level("dashstream_replay_reader_live", 1),
            new Level("dashstream_consumer_lag_age_seconds", 1),
            new Level("dashstream_replay_log_epochs_total", 1),
            new Level("dashstream_replay_redis_floor_age_seconds", 86_400),
            new Level("dashstream_replay_redis_retained_records", 1_000_000),
            new Level("websocket_replay_retention_headroom", 1_000_000));
    private static final List<Growth> BUSY = List.of(
            new Growth("dashstream_replay_identity_checks_total", 6),
            new Growth("dashstream_replay_ingest_new_records_total{readability=\"readable\"}", 600),
            new Growth("dashstream_replay_cold_reads_seconds_count", 12),
            new Growth("websocket_closed_total{reason=\"client_left\"}", 6));

    private final String instance;
    private final Scrape fresh;
    private final Map<Labels, Double> figures = new LinkedHashMap<>();

    /**
     * A server that is well.
     *
     * @param instance what Prometheus calls it
     * @param fresh a scrape of our meters at their start
     */
    ScrapedServer(String instance, Scrape fresh) {
        this.instance = instance;
        this.fresh = fresh;
        restart();
        recover();
    }

    /** Counters and levels are those of a process that has just begun; nothing is known of the log yet. */
    void restart() {
        figures.clear();
        fresh.values().forEach((labels, value) -> figures.put(labels.with("instance", instance), value));
    }

    /** It has caught up after a restart. */
    void recover() {
        WELL.forEach(level -> figures.put(series(level.series()), level.value()));
    }

    /** Some time passes in which it works, and in which things may go wrong. */
    Map<Labels, Double> after(Duration time, List<Effect> effects) {
        double minutes = time.toMillis() / 60_000.0;
        BUSY.forEach(growth -> figures.merge(series(growth.series()), growth.perMinute() * minutes, Double::sum));
        for (Effect effect : effects) {
            if (effect instanceof Growth growth) {
                figures.merge(series(growth.series()), growth.perMinute() * minutes, Double::sum);
            }
        }
        Map<Labels, Double> scraped = new LinkedHashMap<>(figures);
        for (Effect effect : effects) {
            if (effect instanceof Level level) {
                scraped.put(series(level.series()), level.value());
            } else if (effect instanceof Gone gone) {
                remove(gone.name(), scraped);
            } else if (effect instanceof Unreachable) {
                scraped.clear();
            }
        }
        return scraped;
    }

    private static void remove(String name, Map<Labels, Double> scraped) {
        if (!scraped.keySet().removeIf(labels -> labels.name().equals(name))) {
            throw new IllegalArgumentException("no series of this name is scraped: " + name);
        }
    }

    private Labels series(String text) {
        Labels labels =
                Scrape.parse(text + " 0").values().keySet().iterator().next().with("instance", instance);
        if (!figures.containsKey(labels)) {
            throw new IllegalArgumentException("no such series is scraped: " + labels);
        }
        return labels;
    }
}
