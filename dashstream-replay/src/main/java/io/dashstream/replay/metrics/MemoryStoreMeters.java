package io.dashstream.replay.metrics;

import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.store.memory.MemoryStoreStats;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What a reader's store in memory holds and gives, as meters of the registry that is handed in; a reader that was given
 * another store has none. {@code docs/metrics.md} describes each of them.
 */
public final class MemoryStoreMeters implements MeterBinder {

    private final Supplier<Optional<MemoryStoreStats>> store;

    /**
     * Meters of a reader's memory.
     *
     * @param reader the reader
     */
    public MemoryStoreMeters(ReplayReader reader) {
        this(reader::memoryStats);
    }

    MemoryStoreMeters(Supplier<Optional<MemoryStoreStats>> store) {
        this.store = store;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (store.get().isEmpty()) {
            return;
        }
        FunctionTimer.builder(
                        "dashstream.replay.memory.page",
                        store,
                        count(MemoryStoreStats::pages),
                        source -> source.get()
                                .map(stats -> stats.pageTime().toNanos())
                                .orElse(0L),
                        TimeUnit.NANOSECONDS)
                .description("Pages read from memory")
                .register(registry);
        // The one strong reference keeps all the others' source alive, which meters hold weakly.
        Gauge.builder("dashstream.replay.memory.retained.records", store, level(MemoryStoreStats::records))
                .description("Records kept in memory")
                .strongReference(true)
                .register(registry);
        Gauge.builder("dashstream.replay.memory.retained", store, level(MemoryStoreStats::bytes))
                .description("Bytes of the values of the records kept in memory")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
        TimeGauge.builder(
                        "dashstream.replay.memory.floor.age",
                        store,
                        TimeUnit.MILLISECONDS,
                        level(MemoryStoreMeters::age))
                .description("For how long the oldest records have been kept in memory; NaN if nothing is")
                .register(registry);
    }

    private static double age(MemoryStoreStats stats) {
        return stats.floorAge().map(age -> (double) age.toMillis()).orElse(Double.NaN);
    }

    private static ToLongFunction<Supplier<Optional<MemoryStoreStats>>> count(ToLongFunction<MemoryStoreStats> value) {
        return source -> source.get().map(value::applyAsLong).orElse(0L);
    }

    private static ToDoubleFunction<Supplier<Optional<MemoryStoreStats>>> level(
            ToDoubleFunction<MemoryStoreStats> value) {
        return source -> source.get().map(value::applyAsDouble).orElse(Double.NaN);
    }
}
