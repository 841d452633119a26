package io.dashstream.replay.metrics;

import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.store.kafka.ColdReadStats;
import io.dashstream.replay.store.tiered.TierStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What the tiers behind a reader's memory cost, as meters of the registry that is handed in; a tier that the reader was
 * built without has none.
 *
 * <table>
 *   <caption>The meters</caption>
 *   <tr><th>name</th><th>labels</th><th>meaning</th></tr>
 *   <tr><td>dashstream.replay.cold.reads</td><td></td><td>reads of Kafka, and how long they took</td></tr>
 *   <tr><td>dashstream.replay.cold.chunks</td><td>cache</td><td>chunks wanted: hit or miss</td></tr>
 *   <tr><td>dashstream.replay.cold.busy</td><td></td><td>reads refused because too many were waiting</td></tr>
 *   <tr><td>dashstream.replay.cold.failures</td><td></td><td>reads that failed</td></tr>
 *   <tr><td>dashstream.replay.cold.other.log</td><td></td><td>reads thrown away, as the topic was another one</td></tr>
 *   <tr><td>dashstream.replay.cold.cached.chunks</td><td></td><td>chunks in the cache</td></tr>
 *   <tr><td>dashstream.replay.cold.answering</td><td></td><td>1 while Kafka answers reads of the past</td></tr>
 *   <tr><td>dashstream.replay.middle.answering</td><td></td><td>1 while the middle store answers</td></tr>
 *   <tr><td>dashstream.replay.middle.behind</td><td></td><td>offsets that the middle store lacks</td></tr>
 *   <tr><td>dashstream.replay.middle.failures</td><td>operation</td><td>commands without an answer</td></tr>
 *   <tr><td>dashstream.replay.middle.refills</td><td></td><td>how often it was filled again</td></tr>
 *   <tr><td>dashstream.replay.middle.fenced</td><td></td><td>how often it was at another epoch</td></tr>
 * </table>
 */
public final class KafkaStoreMeters implements MeterBinder {

    private final Supplier<Optional<ColdReadStats>> cold;
    private final Supplier<Optional<TierStats>> middle;

    /**
     * Meters of a reader's tiers.
     *
     * @param reader the reader
     */
    public KafkaStoreMeters(ReplayReader reader) {
        this(reader::coldStats, reader::middleStats);
    }

    KafkaStoreMeters(Supplier<Optional<ColdReadStats>> cold, Supplier<Optional<TierStats>> middle) {
        this.cold = cold;
        this.middle = middle;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (cold.get().isPresent()) {
            bindCold(registry);
        }
        if (middle.get().isPresent()) {
            bindMiddle(registry);
        }
    }

    private void bindCold(MeterRegistry registry) {
        FunctionTimer.builder(
                        "dashstream.replay.cold.reads",
                        this,
                        meters -> meters.count(ColdReadStats::reads),
                        meters -> meters.count(stats -> stats.readTime().toNanos()),
                        TimeUnit.NANOSECONDS)
                .description("Reads of Kafka, waiting for a consumer included")
                .register(registry);
        chunks(registry, "hit", ColdReadStats::chunkHits);
        chunks(registry, "miss", ColdReadStats::chunkMisses);
        cold(registry, "dashstream.replay.cold.busy", "Reads refused as too many were waiting", ColdReadStats::busy);
        cold(registry, "dashstream.replay.cold.failures", "Reads that failed", ColdReadStats::failures);
        cold(
                registry,
                "dashstream.replay.cold.other.log",
                "Reads thrown away, as the topic was another one",
                ColdReadStats::otherLog);
        // The one strong reference keeps all the others' source alive, which meters hold weakly.
        Gauge.builder("dashstream.replay.cold.cached.chunks", this, meters -> meters.count(ColdReadStats::cachedChunks))
                .description("Chunks in the cache")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "dashstream.replay.cold.answering",
                        this,
                        meters -> meters.count(stats -> stats.isAnswering() ? 1 : 0))
                .description("1 while Kafka answers reads of the past")
                .register(registry);
    }

    private void chunks(MeterRegistry registry, String cache, ToLongFunction<ColdReadStats> value) {
        FunctionCounter.builder("dashstream.replay.cold.chunks", this, meters -> meters.count(value))
                .description("Chunks wanted, by whether the cache had them")
                .tag("cache", cache)
                .register(registry);
    }

    private void cold(MeterRegistry registry, String name, String description, ToLongFunction<ColdReadStats> value) {
        FunctionCounter.builder(name, this, meters -> meters.count(value))
                .description(description)
                .register(registry);
    }

    private long count(ToLongFunction<ColdReadStats> value) {
        return cold.get().map(value::applyAsLong).orElse(0L);
    }

    private void bindMiddle(MeterRegistry registry) {
        Gauge.builder("dashstream.replay.middle.answering", this, of(stats -> stats.isAnswering() ? 1 : 0))
                .description("1 while the middle store answers")
                .strongReference(true)
                .register(registry);
        Gauge.builder("dashstream.replay.middle.behind", this, of(KafkaStoreMeters::behind))
                .description("Offsets that the middle store lacks; NaN while it was never heard of")
                .register(registry);
        failures(registry, "read", TierStats::readFailures);
        failures(registry, "append", TierStats::appendFailures);
        FunctionCounter.builder("dashstream.replay.middle.refills", this, of(TierStats::refills))
                .description("How often the middle store was filled again")
                .register(registry);
        FunctionCounter.builder("dashstream.replay.middle.fenced", this, of(TierStats::fenced))
                .description("How often the middle store was at another epoch")
                .register(registry);
    }

    private static double behind(TierStats stats) {
        return stats.behind().isPresent() ? stats.behind().getAsLong() : Double.NaN;
    }

    private void failures(MeterRegistry registry, String operation, ToDoubleFunction<TierStats> value) {
        FunctionCounter.builder("dashstream.replay.middle.failures", this, of(value))
                .description("Commands that the middle store did not answer")
                .tag("operation", operation)
                .register(registry);
    }

    private static ToDoubleFunction<KafkaStoreMeters> of(ToDoubleFunction<TierStats> value) {
        return meters -> meters.middle.get().map(value::applyAsDouble).orElse(0.0);
    }
}
