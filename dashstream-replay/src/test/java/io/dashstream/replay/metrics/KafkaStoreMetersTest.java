package io.dashstream.replay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.store.kafka.ColdReadStats;
import io.dashstream.replay.store.tiered.TierStats;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KafkaStoreMetersTest {

    private Optional<ColdReadStats> cold = Optional.of(new ColdReadStats(0, Duration.ZERO, 0, 0, 0, 0, 0, 0, false));
    private Optional<TierStats> middle = Optional.of(new TierStats(false, OptionalLong.of(0), 0, 0, 0, 0));
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    @DisplayName("ME-01, ME-02: each meter is documented, and shows the figure that it is named after")
    void everyMeterShowsItsFigure() throws IOException {
        new KafkaStoreMeters(() -> cold, () -> middle).bindTo(registry);
        assertThat(values().values()).containsOnly(0.0);
        cold = Optional.of(new ColdReadStats(1, Duration.ofMillis(2_500), 3, 4, 5, 6, 7, 8, true));
        middle = Optional.of(new TierStats(true, OptionalLong.of(9), 10, 11, 12, 13));
        assertThat(values())
                .containsOnly(
                        Map.entry("dashstream.replay.cold.reads", 1.0),
                        Map.entry("dashstream.replay.cold.chunks cache=hit", 3.0),
                        Map.entry("dashstream.replay.cold.chunks cache=miss", 4.0),
                        Map.entry("dashstream.replay.cold.busy", 5.0),
                        Map.entry("dashstream.replay.cold.failures", 6.0),
                        Map.entry("dashstream.replay.cold.other.log", 7.0),
                        Map.entry("dashstream.replay.cold.cached.chunks", 8.0),
                        Map.entry("dashstream.replay.cold.answering", 1.0),
                        Map.entry("dashstream.replay.middle.answering", 1.0),
                        Map.entry("dashstream.replay.middle.behind", 9.0),
                        Map.entry("dashstream.replay.middle.failures operation=read", 10.0),
                        Map.entry("dashstream.replay.middle.failures operation=append", 11.0),
                        Map.entry("dashstream.replay.middle.refills", 12.0),
                        Map.entry("dashstream.replay.middle.fenced", 13.0));
        assertThat(registry.get("dashstream.replay.cold.reads").functionTimer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(2.5);
        String documented = Files.readString(Path.of("..", "docs", "metrics.md"));
        registry.getMeters()
                .forEach(meter ->
                        assertThat(documented).contains("| `" + meter.getId().getName() + "` |"));
    }

    @Test
    @DisplayName("ME-10: how far a middle store is behind that was never heard of is NaN, not 0")
    void unknownIsNotZero() {
        middle = Optional.of(new TierStats(false, OptionalLong.empty(), 0, 0, 0, 0));
        new KafkaStoreMeters(() -> cold, () -> middle).bindTo(registry);
        assertThat(values().get("dashstream.replay.middle.behind")).isNaN();
    }

    @Test
    @DisplayName("a tier that is not there has no meters")
    void noTierNoMeters() {
        new KafkaStoreMeters(Optional::empty, Optional::empty).bindTo(registry);
        assertThat(registry.getMeters()).isEmpty();
    }

    private Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            StringBuilder name = new StringBuilder(meter.getId().getName());
            meter.getId()
                    .getTags()
                    .forEach(tag ->
                            name.append(' ').append(tag.getKey()).append('=').append(tag.getValue()));
            values.put(name.toString(), meter.measure().iterator().next().getValue());
        }
        return values;
    }
}
