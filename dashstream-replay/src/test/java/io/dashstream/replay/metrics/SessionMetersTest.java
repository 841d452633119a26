package io.dashstream.replay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.client.ClientIdentity;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.dialect.Problem;
import io.dashstream.replay.dialect.SessionTransport;
import io.dashstream.replay.hub.HubListener;
import io.dashstream.replay.hub.HubStats;
import io.dashstream.replay.hub.Opening;
import io.dashstream.replay.hub.Refusal;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.hub.SessionLimits;
import io.dashstream.replay.session.CapReason;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.ResetReason;
import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.store.GapReason;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SessionMetersTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final FixedHub hub = new FixedHub();

    @Test
    @DisplayName(
            "ME-01, ME-02: counters are at 0 from the start, and each meter shows the figure that it is named after")
    void everyMeterShowsItsFigure() {
        new SessionMeters(hub).bindTo(registry);
        assertThat(registry.getMeters())
                .filteredOn(meter -> meter.getId().getType() != Meter.Type.GAUGE)
                .allSatisfy(meter -> assertThat(value(meter)).isZero());
        hub.moved = true;
        HubStats stats = hub.stats();

        assertThat(value("websocket.replayed")).isEqualTo((double) stats.replayed());
        assertThat(value("websocket.delivered")).isEqualTo((double) stats.delivered());
        assertThat(value("websocket.resyncs")).isEqualTo((double) stats.resyncs());
        assertThat(value("websocket.invalid.progress")).isEqualTo((double) stats.invalidProgress());
        assertThat(value("websocket.client.apply.lag.unknown")).isEqualTo((double) stats.unknownApplyLag());
        assertThat(value("websocket.replay.retention.headroom"))
                .isEqualTo((double) stats.headroom().orElseThrow());
        assertThat(value("websocket.resumes", "mode", "partition", "from", "latest"))
                .isEqualTo((double) only(stats.resumes()));
        assertLabelled("websocket.sessions", "dialect", stats.sessions());
        assertLabelled("websocket.gaps", "reason", stats.gaps());
        assertLabelled("websocket.missing.offsets", "reason", stats.missing());
        assertLabelled("websocket.capped", "reason", stats.capped());
        assertLabelled("websocket.resets", "reason", stats.resets());
        assertLabelled("websocket.refused", "reason", stats.refused());
        assertLabelled("websocket.invalid.messages", "reason", stats.invalid());
        assertLabelled("websocket.closed", "reason", stats.closed());
        assertLabelled("websocket.errors", "kind", stats.errors());
    }

    @Test
    @DisplayName("ME-01: each of the three ways to be behind, and each measure of a page, has a meter of its own")
    void everyMeasureHasItsMeter() {
        new SessionMeters(hub).bindTo(registry);
        for (HubListener listener : hub.listeners) {
            listener.pageSent(3, 30, Duration.ofMillis(5));
            listener.backlog(7);
            listener.applyLag(8, Duration.ofSeconds(2));
            listener.stall(Duration.ofSeconds(1));
        }
        assertThat(registry.get("websocket.page.records").summary().totalAmount())
                .isEqualTo(3);
        assertThat(registry.get("websocket.page.size").summary().totalAmount()).isEqualTo(30);
        assertThat(registry.get("websocket.page.send").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(5);
        assertThat(registry.get("websocket.client.backlog.messages").summary().totalAmount())
                .isEqualTo(7);
        assertThat(registry.get("websocket.client.apply.lag.messages").summary().totalAmount())
                .isEqualTo(8);
        assertThat(registry.get("websocket.client.apply.lag").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(2);
        assertThat(registry.get("websocket.transport.stall").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("CF-04: the meters are those that are documented, and no others")
    void everyMeterIsDocumented() throws IOException {
        new SessionMeters(hub).bindTo(registry);
        // Beside each histogram this registry has a gauge per bucket.
        Set<String> names = new TreeSet<>();
        registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .filter(name -> !name.endsWith(".histogram"))
                .forEach(names::add);
        String docs = Files.readString(Path.of("..", "docs", "metrics.md"));
        assertThat(docs.lines()
                        .filter(line -> line.startsWith("| `websocket."))
                        .map(line -> line.substring(3, line.indexOf('`', 3))))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    private <K> void assertLabelled(String name, String label, Map<K, Long> figures) {
        figures.forEach((key, figure) -> assertThat(
                        value(name, label, key.toString().toLowerCase(Locale.ROOT)))
                .as("%s of %s", name, key)
                .isEqualTo(figure.doubleValue()));
        assertThat(registry.get(name).meters()).hasSize(figures.size());
    }

    private double value(String name, String... tags) {
        return value(registry.get(name).tags(tags).meter());
    }

    private static long only(Map<?, Long> counts) {
        assertThat(counts).hasSize(1);
        return counts.values().iterator().next();
    }

    @Test
    @DisplayName("M-705: apply lag in messages and seconds has a maximum and a distribution, and no series per client")
    void m705_applyLagHasAMaximumAndADistribution() {
        new SessionMeters(hub).bindTo(registry);
        for (HubListener listener : hub.listeners) {
            listener.applyLag(5, Duration.ofSeconds(1));
            listener.applyLag(500, Duration.ofSeconds(9));
        }
        var messages = registry.get("websocket.client.apply.lag.messages").summary();
        assertThat(messages.max()).isEqualTo(500);
        assertThat(messages.takeSnapshot().histogramCounts()).isNotEmpty();
        var seconds = registry.get("websocket.client.apply.lag").timer();
        assertThat(seconds.max(java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(9);
        assertThat(seconds.takeSnapshot().histogramCounts()).isNotEmpty();
        assertThat(messages.getId().getTags()).isEmpty();
    }

    @Test
    @DisplayName("ME-19: means are means, and values of every size that occurs fall into a finite bucket")
    void bucketsFitWhatIsMeasured() {
        new SessionMeters(hub).bindTo(registry);
        for (HubListener listener : hub.listeners) {
            listener.backlog(1);
            listener.backlog(9);
            listener.backlog(5_000);
            listener.pageSent(5_000, 1, Duration.ofSeconds(30));
            listener.applyLag(5_000, Duration.ofSeconds(30));
            listener.stall(Duration.ofSeconds(30));
        }

        var backlog = registry.get("websocket.client.backlog.messages").summary();
        assertThat(backlog.mean()).isEqualTo((1 + 9 + 5_000) / 3.0);
        for (String summary : List.of(
                "websocket.client.backlog.messages", "websocket.page.records", "websocket.client.apply.lag.messages")) {
            var histogram = registry.get(summary).summary().takeSnapshot();
            assertThat(largestBucket(histogram)).as(summary).isEqualTo((double) histogram.count());
        }
        for (String timer : List.of("websocket.page.send", "websocket.client.apply.lag", "websocket.transport.stall")) {
            var histogram = registry.get(timer).timer().takeSnapshot();
            assertThat(largestBucket(histogram)).as(timer).isEqualTo((double) histogram.count());
        }
    }

    private static double largestBucket(HistogramSnapshot histogram) {
        return Arrays.stream(histogram.histogramCounts())
                .mapToDouble(CountAtBucket::count)
                .max()
                .orElseThrow();
    }

    @Test
    @DisplayName("headroom that is not known is NaN, not 0")
    void unknownHeadroom() {
        new SessionMeters(hub).bindTo(registry);
        assertThat(registry.get("websocket.replay.retention.headroom").gauge().value())
                .isNaN();
    }

    private static double value(Meter meter) {
        return meter.measure().iterator().next().getValue();
    }

    /** A hub whose figures are all 0, or each another one. */
    private static final class FixedHub implements SessionHub {

        private final List<HubListener> listeners = new ArrayList<>();
        private boolean moved;

        @Override
        public Opening open(Dialect dialect, ClientIdentity client, SessionTransport transport) {
            throw new UnsupportedOperationException("meters open nothing");
        }

        @Override
        public SessionLimits limits() {
            return SessionLimits.DEFAULT;
        }

        @Override
        public HubStats stats() {
            LongSupplier next = moved ? new AtomicLong()::incrementAndGet : () -> 0;
            return new HubStats(
                    each(Dialect.values(), next),
                    Map.of(new HubStats.ResumeKind("partition", "latest"), next.getAsLong()),
                    next.getAsLong(),
                    next.getAsLong(),
                    each(GapReason.values(), next),
                    each(GapReason.values(), next),
                    each(CapReason.values(), next),
                    each(ResetReason.values(), next),
                    next.getAsLong(),
                    each(Refusal.values(), next),
                    each(Problem.values(), next),
                    next.getAsLong(),
                    each(CloseReason.values(), next),
                    next.getAsLong(),
                    moved ? OptionalLong.of(next.getAsLong()) : OptionalLong.empty(),
                    next.getAsLong(),
                    Duration.ofSeconds(next.getAsLong()),
                    each(ErrorCode.values(), next));
        }

        private static <K> Map<K, Long> each(K[] keys, LongSupplier next) {
            Map<K, Long> counts = new LinkedHashMap<>();
            Arrays.stream(keys).forEach(key -> counts.put(key, next.getAsLong()));
            return counts;
        }

        @Override
        public void listen(HubListener listener) {
            listeners.add(listener);
        }

        @Override
        public void drain() {
            // Nothing is open.
        }

        @Override
        public void close() {
            drain();
        }
    }
}
