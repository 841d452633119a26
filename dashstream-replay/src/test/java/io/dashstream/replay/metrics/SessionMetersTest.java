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
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SessionMetersTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final FixedHub hub = new FixedHub();

    @Test
    @DisplayName("ME-01, ME-02: every meter is documented, counters are at 0 from the start, and each one moves")
    void everyMeterMoves() throws IOException {
        new SessionMeters(hub).bindTo(registry);
        assertThat(registry.getMeters())
                .filteredOn(meter -> meter.getId().getType() != Meter.Type.GAUGE)
                .allSatisfy(meter -> assertThat(value(meter)).isZero());

        hub.base = 100;
        for (HubListener listener : hub.listeners) {
            listener.pageSent(3, 30, Duration.ofMillis(5));
            listener.backlog(7);
            listener.applyLag(8, Duration.ofSeconds(2));
            listener.stall(Duration.ofSeconds(1));
        }
        // Beside each histogram this registry has a gauge per bucket, and one kind of resume stands for all here.
        List<Meter> meters = registry.getMeters().stream()
                .filter(meter -> !meter.getId().getName().endsWith(".histogram"))
                .toList();
        assertThat(meters)
                .allSatisfy(meter ->
                        assertThat(value(meter)).as("%s", meter.getId()).isPositive());

        Set<String> names = new TreeSet<>();
        meters.forEach(meter -> names.add(meter.getId().getName()));
        String docs = Files.readString(Path.of("..", "docs", "metrics.md"));
        assertThat(names).hasSize(22).allSatisfy(name -> assertThat(docs).contains("| `" + name + "` |"));
        assertThat(docs.lines()
                        .filter(line -> line.startsWith("| `websocket."))
                        .map(line -> line.substring(3, line.indexOf('`', 3))))
                .containsExactlyInAnyOrderElementsOf(names);
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

    /** A hub whose figures are all 0, or all something else. */
    private static final class FixedHub implements SessionHub {

        private final List<HubListener> listeners = new ArrayList<>();
        private long base;

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
            return new HubStats(
                    each(Dialect.values()),
                    Map.of(new HubStats.ResumeKind("partition", "latest"), base),
                    base,
                    base,
                    each(GapReason.values()),
                    each(GapReason.values()),
                    each(CapReason.values()),
                    each(ResetReason.values()),
                    base,
                    each(Refusal.values()),
                    each(Problem.values()),
                    base,
                    each(CloseReason.values()),
                    base,
                    base == 0 ? OptionalLong.empty() : OptionalLong.of(base));
        }

        private <K> Map<K, Long> each(K[] keys) {
            Map<K, Long> counts = new LinkedHashMap<>();
            Arrays.stream(keys).forEach(key -> counts.put(key, base));
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
