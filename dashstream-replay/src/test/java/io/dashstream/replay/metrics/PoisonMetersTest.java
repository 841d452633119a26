package io.dashstream.replay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.reader.DeadLetterFailure;
import io.dashstream.replay.reader.PoisonStats;
import io.dashstream.replay.reader.PoisonStats.Held;
import io.dashstream.replay.reader.ReaderStats;
import io.dashstream.replay.reader.ReaderStatus;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.store.Readability;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** KA-15, ME-02: each meter moves under what it names; the phase gauge is 1, then 0. */
class PoisonMetersTest {

    private ReaderStats stats = stats(Phase.CATCHING_UP, new PoisonStats(Map.of(), 0, new TreeMap<>(), 0, Map.of()));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    @DisplayName("ME-02: every meter moves")
    void everyMeterMoves() {
        new PoisonMeters(() -> stats).bindTo(registry);
        assertThat(gauge("dashstream.replay.reader.catching.up")).isEqualTo(1);
        assertThat(gauge("dashstream.replay.poison.held.partitions")).isZero();

        Map<Readability, Long> fresh = new EnumMap<>(Readability.class);
        Map<DeadLetterFailure, Long> failures = new EnumMap<>(DeadLetterFailure.class);
        for (Readability readability : Readability.values()) {
            fresh.put(readability, 10L + readability.name().length());
        }
        for (DeadLetterFailure failure : DeadLetterFailure.values()) {
            failures.put(failure, 20L + failure.name().length());
        }
        Map<Integer, Held> held = Map.of(3, new Held(7, Readability.UNDECODABLE));
        stats = stats(Phase.LIVE, new PoisonStats(fresh, 5, new TreeMap<>(held), 6, failures));

        assertThat(gauge("dashstream.replay.reader.catching.up")).isZero();
        assertThat(gauge("dashstream.replay.poison.held.partitions")).isEqualTo(1);
        assertThat(counter("dashstream.replay.poison.pauses")).isEqualTo(5);
        assertThat(counter("dashstream.replay.dead.letters")).isEqualTo(6);
        for (Readability readability : Readability.values()) {
            assertThat(tagged("dashstream.replay.ingest.new.records", "readability", readability))
                    .isEqualTo(10 + readability.name().length());
        }
        for (DeadLetterFailure failure : DeadLetterFailure.values()) {
            assertThat(tagged("dashstream.replay.dead.letter.failures", "reason", failure))
                    .isEqualTo(20 + failure.name().length());
        }
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double counter(String name) {
        return registry.get(name).functionCounter().count();
    }

    private double tagged(String name, String label, Enum<?> value) {
        return registry.get(name)
                .tag(label, value.name().toLowerCase(java.util.Locale.ROOT))
                .functionCounter()
                .count();
    }

    private static ReaderStats stats(Phase phase, PoisonStats poison) {
        return new ReaderStats(
                new ReaderStatus(phase, Optional.empty()),
                Optional.empty(),
                0,
                0,
                Map.of(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeSet<>(),
                Optional.empty(),
                poison);
    }
}
