package io.dashstream.replay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.reader.PoisonStats;
import io.dashstream.replay.reader.ReaderStats;
import io.dashstream.replay.reader.ReaderStatus;
import io.dashstream.replay.run.RunIndexStats;
import io.dashstream.replay.store.Readability;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReplayMetersTest {

    private static final Set<String> NAMES = Set.of(
            "dashstream.consumer.lag",
            "dashstream.consumer.lag.age",
            "dashstream.replay.partitions",
            "dashstream.replay.partitions.silent",
            "dashstream.replay.reader.live",
            "dashstream.replay.ingest.records",
            "dashstream.replay.ingest",
            "dashstream.replay.ingest.gaps",
            "dashstream.replay.ingest.missing.offsets",
            "dashstream.replay.log.truncations",
            "dashstream.replay.log.epochs",
            "dashstream.replay.identity.checks",
            "dashstream.replay.identity.check.failures",
            "dashstream.replay.store.append.failures",
            "dashstream.replay.reader.failures",
            "dashstream.replay.runs",
            "dashstream.replay.runs.corruptions",
            "dashstream.replay.runs.incomplete",
            "dashstream.replay.runs.complete",
            "dashstream.replay.runs.restarts",
            "dashstream.replay.runs.missing.messages");

    private ReaderStats stats = stats(ReaderStatus.Phase.CONNECTING, 0, Map.of(), Map.of());
    private RunIndexStats runs = new RunIndexStats(0, 0, 0, 0, 0, 0, 0, 0, 0, false);
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    @DisplayName(
            "ME-01, ME-02: the meters are those that are documented, in the registry handed in, and each one moves")
    void everyMeterMoves() {
        new ReplayMeters(() -> stats, () -> runs).bindTo(registry);
        scrape();
        assertThat(value("dashstream.consumer.lag.age")).isNaN();
        assertThat(registry.getMeters())
                .filteredOn(meter -> meter.getId().getType() != Meter.Type.GAUGE)
                .allSatisfy(meter -> assertThat(value(meter)).isZero());
        stats = stats(ReaderStatus.Phase.LIVE, 100, Map.of(0, 5L), Map.of(0, 7L));
        runs = new RunIndexStats(3, 0, 0, 0, 0, 4, 5, 6, 7, true);
        scrape();

        Set<String> names = new TreeSet<>();
        registry.getMeters().forEach(meter -> names.add(meter.getId().getName()));
        assertThat(names).isEqualTo(new TreeSet<>(NAMES));
        assertThat(Metrics.globalRegistry.getMeters()).isEmpty();

        assertThat(lag(0)).isEqualTo(7);
        assertThat(value("dashstream.consumer.lag.age")).isEqualTo(2.5);
        assertThat(value("dashstream.replay.partitions")).isEqualTo(1);
        assertThat(value("dashstream.replay.partitions.silent")).isEqualTo(4);
        assertThat(value("dashstream.replay.reader.live")).isEqualTo(1);
        assertThat(registry.get("dashstream.replay.ingest.records").meters()).hasSize(Readability.values().length);
        for (Readability readability : Readability.values()) {
            assertThat(registry.get("dashstream.replay.ingest.records")
                            .tag("readability", readability.name().toLowerCase(java.util.Locale.ROOT))
                            .functionCounter()
                            .count())
                    .isEqualTo(1_000 + readability.name().length());
        }
        assertThat(value("dashstream.replay.ingest")).isEqualTo(102);
        assertThat(value("dashstream.replay.ingest.gaps")).isEqualTo(103);
        assertThat(value("dashstream.replay.ingest.missing.offsets")).isEqualTo(104);
        assertThat(value("dashstream.replay.log.truncations")).isEqualTo(105);
        assertThat(value("dashstream.replay.log.epochs")).isEqualTo(106);
        assertThat(value("dashstream.replay.identity.checks")).isEqualTo(107);
        assertThat(value("dashstream.replay.identity.check.failures")).isEqualTo(108);
        assertThat(value("dashstream.replay.store.append.failures")).isEqualTo(109);
        assertThat(value("dashstream.replay.reader.failures")).isEqualTo(110);
        assertThat(value("dashstream.replay.runs")).isEqualTo(3);
        assertThat(value("dashstream.replay.runs.corruptions")).isEqualTo(4);
        assertThat(value("dashstream.replay.runs.missing.messages")).isEqualTo(5);
        assertThat(value("dashstream.replay.runs.incomplete")).isEqualTo(6);
        assertThat(value("dashstream.replay.runs.restarts")).isEqualTo(7);
        assertThat(value("dashstream.replay.runs.complete")).isEqualTo(1);
    }

    @Test
    @DisplayName("KA-14: lag that is not known is NaN, and a partition that is not read has no series")
    void unknownLagIsNotZero() {
        new ReplayMeters(() -> stats, () -> runs).bindTo(registry);
        stats = stats(ReaderStatus.Phase.LIVE, 0, Map.of(0, 5L, 1, 5L), Map.of(0, 7L));
        scrape();
        assertThat(lag(0)).isEqualTo(7);
        assertThat(lag(1)).isNaN();
        stats = stats(ReaderStatus.Phase.LIVE, 0, Map.of(0, 5L), Map.of(0, 8L));
        scrape();
        assertThat(registry.get("dashstream.consumer.lag").meters()).hasSize(1);
        assertThat(lag(0)).isEqualTo(8);
    }

    @Test
    @DisplayName("meters stay alive when nobody keeps the binder")
    void metersKeepTheirSource() {
        new ReplayMeters(() -> stats, () -> runs).bindTo(registry);
        stats = stats(ReaderStatus.Phase.LIVE, 100, Map.of(), Map.of());
        System.gc();
        assertThat(value("dashstream.replay.ingest.gaps")).isEqualTo(103);
    }

    private void scrape() {
        registry.getMeters().forEach(ReplayMetersTest::value);
    }

    private double lag(int partition) {
        return registry.get("dashstream.consumer.lag")
                .tag("partition", Integer.toString(partition))
                .gauge()
                .value();
    }

    private double value(String name) {
        return value(registry.get(name).meter());
    }

    private static double value(Meter meter) {
        return meter.measure().iterator().next().getValue();
    }

    private static ReaderStats stats(
            ReaderStatus.Phase phase, long base, Map<Integer, Long> positions, Map<Integer, Long> lag) {
        Map<Readability, Long> readability = new EnumMap<>(Readability.class);
        for (Readability each : Readability.values()) {
            readability.put(each, base == 0 ? 0 : 1_000L + each.name().length());
        }
        return new ReaderStats(
                new ReaderStatus(phase, Optional.empty()),
                Optional.empty(),
                base == 0 ? 0 : base + 1,
                base == 0 ? 0 : base + 2,
                readability,
                base == 0 ? 0 : base + 3,
                base == 0 ? 0 : base + 4,
                base == 0 ? 0 : base + 5,
                base == 0 ? 0 : base + 6,
                base == 0 ? 0 : base + 7,
                base == 0 ? 0 : base + 8,
                base == 0 ? 0 : base + 9,
                base == 0 ? 0 : base + 10,
                new TreeMap<>(positions),
                new TreeMap<>(lag),
                base == 0 ? new TreeSet<>() : new TreeSet<>(Set.of(11, 12, 13, 14)),
                base == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(2_500)),
                new PoisonStats(Map.of(), 0, new TreeMap<>(), 0, Map.of()));
    }
}
