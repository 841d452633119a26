package io.dashstream.replay.metrics;

import io.dashstream.replay.reader.DeadLetterFailure;
import io.dashstream.replay.reader.PoisonStats;
import io.dashstream.replay.reader.ReaderStats;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.store.Readability;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What became of records that can't be read, as meters of the registry that is handed in. All counters are there at 0
 * from the start.
 *
 * <table>
 *   <caption>The meters</caption>
 *   <tr><th>name</th><th>labels</th><th>meaning</th></tr>
 *   <tr><td>dashstream.replay.reader.catching.up</td><td></td><td>1 while the reader reads what was there before it</td></tr>
 *   <tr><td>dashstream.replay.ingest.new.records</td><td>readability</td><td>records stored that were not there before the
 *       reader</td></tr>
 *   <tr><td>dashstream.replay.poison.pauses</td><td></td><td>how often a partition was stopped in front of a record</td></tr>
 *   <tr><td>dashstream.replay.poison.held.partitions</td><td></td><td>partitions that wait in front of a record</td></tr>
 *   <tr><td>dashstream.replay.dead.letters</td><td></td><td>dead letters written</td></tr>
 *   <tr><td>dashstream.replay.dead.letter.failures</td><td>reason</td><td>dead letters not written</td></tr>
 * </table>
 */
public final class PoisonMeters implements MeterBinder {

    private final Supplier<ReaderStats> reader;

    /**
     * Meters of a reader.
     *
     * @param reader the reader
     */
    public PoisonMeters(ReplayReader reader) {
        this(reader::stats);
    }

    PoisonMeters(Supplier<ReaderStats> reader) {
        this.reader = reader;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        // Meters hold their source weakly; this gauge keeps it for all of them.
        Gauge.builder("dashstream.replay.reader.catching.up", reader, PoisonMeters::isCatchingUp)
                .description("1 while the reader reads what was there before it")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "dashstream.replay.poison.held.partitions",
                        reader,
                        source -> poison(source).held().size())
                .description("Partitions that wait in front of a record that can't be read")
                .register(registry);
        for (Readability readability : Readability.values()) {
            FunctionCounter.builder(
                            "dashstream.replay.ingest.new.records",
                            reader,
                            source -> poison(source).newRecords().getOrDefault(readability, 0L))
                    .description("Records stored that were not there before the reader began")
                    .tag("readability", readability.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        FunctionCounter.builder(
                        "dashstream.replay.poison.pauses",
                        reader,
                        source -> poison(source).pauses())
                .description("How often a partition was stopped in front of a record that can't be read")
                .register(registry);
        FunctionCounter.builder(
                        "dashstream.replay.dead.letters",
                        reader,
                        source -> poison(source).letters())
                .description("Dead letters written")
                .register(registry);
        for (DeadLetterFailure reason : DeadLetterFailure.values()) {
            FunctionCounter.builder(
                            "dashstream.replay.dead.letter.failures",
                            reader,
                            source -> poison(source).letterFailures().getOrDefault(reason, 0L))
                    .description("Dead letters not written")
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private static PoisonStats poison(Supplier<ReaderStats> source) {
        return source.get().poison();
    }

    private static double isCatchingUp(Supplier<ReaderStats> source) {
        return source.get().status().phase() == Phase.CATCHING_UP ? 1 : 0;
    }
}
