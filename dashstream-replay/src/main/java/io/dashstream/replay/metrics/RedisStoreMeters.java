package io.dashstream.replay.metrics;

import io.dashstream.replay.store.redis.RedisReplayStore;
import io.dashstream.replay.store.redis.RedisStoreStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What a {@link RedisReplayStore} counts, as meters of the registry that is handed in. All counters are there at 0 from the
 * start; a level that is not known is NaN. docs/metrics.md has the list.
 */
public final class RedisStoreMeters implements MeterBinder {

    private final Supplier<RedisStoreStats> store;

    /**
     * Meters of a store.
     *
     * @param store the store
     */
    public RedisStoreMeters(RedisReplayStore store) {
        this(store::stats);
    }

    RedisStoreMeters(Supplier<RedisStoreStats> store) {
        this.store = store;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        timer(registry, "append", "Batches given to Redis", RedisStoreStats::appends, RedisStoreStats::appendNanos);
        timer(registry, "page", "Pages read from Redis", RedisStoreStats::pages, RedisStoreStats::pageNanos);
        counter(registry, "round.trips", "How often Redis was asked and waited for", RedisStoreStats::roundTrips);
        errors(registry, "timeout", RedisStoreStats::timeouts);
        errors(registry, "disconnect", RedisStoreStats::disconnects);
        errors(registry, "refusal", RedisStoreStats::refusals);
        counter(registry, "script.loads", "Scripts that Redis did not know", RedisStoreStats::scriptLoads);
        counter(registry, "outages", "How often Redis was found to be away", RedisStoreStats::outages);
        counter(registry, "losses", "Partitions that Redis had lost", RedisStoreStats::losses);
        counter(registry, "wake.ups", "Signals from other writers", RedisStoreStats::wakeUps);
        // The one strong reference keeps all the others' source alive, which meters hold weakly.
        Gauge.builder(name("circuit.open"), store, source -> source.get().circuitOpen() ? 1 : 0)
                .description("1 while Redis is held to be away")
                .strongReference(true)
                .register(registry);
        Gauge.builder(name("retained.records"), store, level(RedisStoreStats::retainedRecords))
                .description("Records kept")
                .register(registry);
        Gauge.builder(name("retained"), store, level(RedisStoreStats::retainedBytes))
                .description("Bytes of the values of the records kept")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
        TimeGauge.builder(name("floor.age"), store, TimeUnit.MILLISECONDS, level(RedisStoreStats::floorAgeMillis))
                .description("For how long the oldest record has been kept")
                .register(registry);
    }

    private static ToDoubleFunction<Supplier<RedisStoreStats>> level(Function<RedisStoreStats, OptionalLong> of) {
        return source -> {
            OptionalLong level = of.apply(source.get());
            return level.isPresent() ? level.getAsLong() : Double.NaN;
        };
    }

    private void timer(
            MeterRegistry registry,
            String name,
            String description,
            ToLongFunction<RedisStoreStats> count,
            ToLongFunction<RedisStoreStats> nanos) {
        FunctionTimer.builder(
                        name(name),
                        store,
                        source -> count.applyAsLong(source.get()),
                        source -> nanos.applyAsLong(source.get()),
                        TimeUnit.NANOSECONDS)
                .description(description)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry, String name, String description, ToLongFunction<RedisStoreStats> value) {
        FunctionCounter.builder(name(name), store, source -> value.applyAsLong(source.get()))
                .description(description)
                .register(registry);
    }

    private void errors(MeterRegistry registry, String kind, ToLongFunction<RedisStoreStats> value) {
        FunctionCounter.builder(name("errors"), store, source -> value.applyAsLong(source.get()))
                .description("Commands that came to nothing")
                .tag("kind", kind)
                .register(registry);
    }

    private static String name(String own) {
        return "dashstream.replay.redis." + own;
    }
}
