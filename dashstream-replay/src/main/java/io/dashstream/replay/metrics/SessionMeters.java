package io.dashstream.replay.metrics;

import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.hub.HubListener;
import io.dashstream.replay.hub.HubStats;
import io.dashstream.replay.hub.SessionHub;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of a hub count and measure, added up over all of them: never a series per client. All counters are
 * there at 0 from the start, with every value that their label can have. {@code docs/metrics.md} describes each of them.
 *
 * <p>How far clients are behind is sampled, once per report interval and session; the maxima are those of the last few
 * minutes.
 */
public final class SessionMeters implements MeterBinder {

    private final SessionHub hub;

    /**
     * Meters of a hub.
     *
     * @param hub the hub
     */
    public SessionMeters(SessionHub hub) {
        this.hub = hub;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Dialect dialect : Dialect.values()) {
            Gauge.builder(
                            "websocket.sessions",
                            hub,
                            of(stats -> stats.sessions().getOrDefault(dialect, 0L)))
                    .description("Sessions that are open")
                    .tag("dialect", word(dialect))
                    .register(registry);
        }
        hub.stats()
                .resumes()
                .keySet()
                .forEach(kind -> counter(
                        registry,
                        "websocket.resumes",
                        "Resumes taken in",
                        Tags.of("mode", kind.mode(), "from", kind.from()),
                        stats -> stats.resumes().getOrDefault(kind, 0L)));
        counter(registry, "websocket.replayed", "Records sent on the way to a target", HubStats::replayed);
        counter(registry, "websocket.delivered", "Records sent, replayed and live", HubStats::delivered);
        perReason(registry, "websocket.gaps", "Gaps announced", HubStats::gaps);
        perReason(registry, "websocket.missing.offsets", "Offsets in the gaps announced", HubStats::missing);
        perReason(registry, "websocket.capped", "Replays that ran out of their budget", HubStats::capped);
        perReason(registry, "websocket.resets", "Resets announced", HubStats::resets);
        counter(registry, "websocket.resyncs", "Threads sent again", HubStats::resyncs);
        perReason(registry, "websocket.refused", "Connections that got no session", HubStats::refused);
        perReason(registry, "websocket.closed", "Sessions that ended", HubStats::closed);
        hub.stats()
                .errors()
                .keySet()
                .forEach(code -> counter(
                        registry,
                        "websocket.errors",
                        "Errors told that sessions survive",
                        Tags.of("kind", word(code)),
                        stats -> stats.errors().getOrDefault(code, 0L)));
        perReason(registry, "websocket.invalid.messages", "Messages from clients that were refused", HubStats::invalid);
        counter(
                registry,
                "websocket.invalid.progress",
                "Reports of clients that can't be true",
                HubStats::invalidProgress);
        Gauge.builder("websocket.client.apply.lag.unknown", hub, of(HubStats::unknownApplyLag))
                .description("Sessions whose client has something to apply and does not say what it has")
                .register(registry);
        Gauge.builder("websocket.replay.retention.headroom", hub, of(SessionMeters::headroom))
                .description(
                        "Offsets between retention and the session that is next to be reached by it; NaN if it gains on none")
                .register(registry);
        hub.listen(new DistributionMeters(registry));
    }

    private static double headroom(HubStats stats) {
        return stats.headroom().isPresent() ? stats.headroom().getAsLong() : Double.NaN;
    }

    private <K> void perReason(
            MeterRegistry registry, String name, String description, Function<HubStats, Map<K, Long>> counts) {
        counts.apply(hub.stats())
                .keySet()
                .forEach(reason -> counter(
                        registry,
                        name,
                        description,
                        Tags.of("reason", word(reason)),
                        stats -> counts.apply(stats).getOrDefault(reason, 0L)));
    }

    private static String word(Object key) {
        return String.valueOf(key).toLowerCase(Locale.ROOT);
    }

    private void counter(MeterRegistry registry, String name, String description, ToDoubleFunction<HubStats> value) {
        counter(registry, name, description, Tags.empty(), value);
    }

    private void counter(
            MeterRegistry registry, String name, String description, Tags tags, ToDoubleFunction<HubStats> value) {
        FunctionCounter.builder(name, hub, of(value))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private static ToDoubleFunction<SessionHub> of(ToDoubleFunction<HubStats> value) {
        return source -> value.applyAsDouble(source.stats());
    }

    /** What is measured one by one. */
    private static final class DistributionMeters implements HubListener {

        private static final double[] RECORDS = {0.5, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
        private static final Duration[] TIMES = {
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60)
        };

        private final DistributionSummary pageRecords;
        private final DistributionSummary pageBytes;
        private final Timer pageSend;
        private final DistributionSummary backlog;
        private final DistributionSummary applyLagMessages;
        private final Timer applyLag;
        private final Timer stall;

        DistributionMeters(MeterRegistry registry) {
            pageRecords = summary(registry, "websocket.page.records", "records", "Records in one page");
            pageBytes = DistributionSummary.builder("websocket.page.size")
                    .description("Bytes of the values in one page")
                    .baseUnit(BaseUnits.BYTES)
                    .register(registry);
            pageSend = timer(registry, "websocket.page.send", "How long the transport took for a page");
            backlog = summary(
                    registry, "websocket.client.backlog.messages", null, "Offsets that a session has not delivered");
            applyLagMessages = summary(
                    registry,
                    "websocket.client.apply.lag.messages",
                    null,
                    "Records that a client was sent and has not applied");
            applyLag = timer(
                    registry,
                    "websocket.client.apply.lag",
                    "How long the oldest page has been out that a client has not applied");
            stall = timer(registry, "websocket.transport.stall", "How long a send has been under way");
        }

        private static DistributionSummary summary(
                MeterRegistry registry, String name, @Nullable String unit, String text) {
            return DistributionSummary.builder(name)
                    .description(text)
                    .baseUnit(unit)
                    .serviceLevelObjectives(RECORDS)
                    .register(registry);
        }

        private static Timer timer(MeterRegistry registry, String name, String text) {
            return Timer.builder(name)
                    .description(text)
                    .serviceLevelObjectives(TIMES)
                    .register(registry);
        }

        @Override
        public void pageSent(int records, long bytes, Duration took) {
            pageRecords.record(records);
            pageBytes.record((double) bytes);
            pageSend.record(took);
        }

        @Override
        public void backlog(long offsets) {
            backlog.record((double) offsets);
        }

        @Override
        public void applyLag(long records, Duration lag) {
            applyLagMessages.record((double) records);
            applyLag.record(lag);
        }

        @Override
        public void stall(Duration current) {
            stall.record(current);
        }
    }
}
