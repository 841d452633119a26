package io.dashstream.replay.metrics;

import io.dashstream.replay.reader.ReaderStats;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.run.RunIndexStats;
import io.dashstream.replay.store.Readability;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What a reader counts, as meters of the registry that is handed in. All counters are there at 0 from the start.
 *
 * <table>
 *   <caption>The meters</caption>
 *   <tr><th>name</th><th>labels</th><th>meaning</th></tr>
 *   <tr><td>dashstream.consumer.lag</td><td>partition</td><td>offsets behind the end of the log; NaN while that is not
 *       known, no series for a partition that is not read</td></tr>
 *   <tr><td>dashstream.consumer.lag.age</td><td></td><td>how long ago the ends of the log were last seen; NaN while they
 *       never were</td></tr>
 *   <tr><td>dashstream.replay.partitions</td><td></td><td>partitions that are read</td></tr>
 *   <tr><td>dashstream.replay.partitions.silent</td><td></td><td>partitions that did not answer when the topic was looked at
 *       last</td></tr>
 *   <tr><td>dashstream.replay.reader.live</td><td></td><td>1 while the reader has caught up and knows what it reads</td></tr>
 *   <tr><td>dashstream.replay.ingest.records</td><td>readability</td><td>records stored</td></tr>
 *   <tr><td>dashstream.replay.ingest</td><td></td><td>bytes of their values</td></tr>
 *   <tr><td>dashstream.replay.ingest.gaps</td><td></td><td>ranges that were gone before they were read</td></tr>
 *   <tr><td>dashstream.replay.ingest.missing.offsets</td><td></td><td>how many offsets these hold</td></tr>
 *   <tr><td>dashstream.replay.log.truncations</td><td></td><td>how often the log was cut below what was read</td></tr>
 *   <tr><td>dashstream.replay.log.epochs</td><td></td><td>incarnations of the log begun; more than 1 is a reset</td></tr>
 *   <tr><td>dashstream.replay.identity.checks</td><td></td><td>how often the topic's identity was asked for</td></tr>
 *   <tr><td>dashstream.replay.identity.check.failures</td><td></td><td>how often there was no answer</td></tr>
 *   <tr><td>dashstream.replay.store.append.failures</td><td></td><td>how often the store did not take a batch</td></tr>
 *   <tr><td>dashstream.replay.reader.failures</td><td></td><td>how often reading broke off and began again</td></tr>
 *   <tr><td>dashstream.replay.runs</td><td></td><td>runs in the index</td></tr>
 *   <tr><td>dashstream.replay.runs.corruptions</td><td></td><td>how often a run lost its state</td></tr>
 *   <tr><td>dashstream.replay.runs.incomplete</td><td></td><td>how often a run was given up as nothing was heard of it</td></tr>
 *   <tr><td>dashstream.replay.runs.missing.messages</td><td></td><td>messages proved missing by their numbers</td></tr>
 *   <tr><td>dashstream.replay.runs.complete</td><td></td><td>1 while the index has read the log to its end</td></tr>
 *   <tr><td>dashstream.replay.runs.restarts</td><td></td><td>how often the index ended and began again</td></tr>
 * </table>
 */
public final class ReplayMeters implements MeterBinder {

    private final Supplier<ReaderStats> reader;
    private final Supplier<RunIndexStats> runs;
    private volatile Set<Integer> shown = Set.of();

    /**
     * Meters of a reader and its index.
     *
     * @param reader the reader
     */
    public ReplayMeters(ReplayReader reader) {
        this(reader::stats, reader.runs()::stats);
    }

    ReplayMeters(Supplier<ReaderStats> reader, Supplier<RunIndexStats> runs) {
        this.reader = reader;
        this.runs = runs;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindLag(registry);
        for (Readability readability : Readability.values()) {
            FunctionCounter.builder("dashstream.replay.ingest.records", reader, source -> count(source, readability))
                    .description("Records stored, by whether they can be read as messages")
                    .tag("readability", readability.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        FunctionCounter.builder("dashstream.replay.ingest", reader, of(ReaderStats::bytes))
                .description("Bytes of the values of the records stored")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
        counter(registry, "dashstream.replay.ingest.gaps", "Ranges gone before they were read", ReaderStats::gaps);
        counter(
                registry,
                "dashstream.replay.ingest.missing.offsets",
                "Offsets in ranges gone before they were read",
                ReaderStats::missingOffsets);
        counter(
                registry,
                "dashstream.replay.log.truncations",
                "How often the log was cut below what was read",
                ReaderStats::truncations);
        counter(registry, "dashstream.replay.log.epochs", "Incarnations of the log begun", ReaderStats::epochs);
        counter(
                registry,
                "dashstream.replay.identity.checks",
                "How often the topic's identity was asked for",
                ReaderStats::looks);
        counter(
                registry,
                "dashstream.replay.identity.check.failures",
                "How often the topic's identity was asked for without an answer",
                ReaderStats::failedLooks);
        counter(
                registry,
                "dashstream.replay.store.append.failures",
                "Batches that the store did not take",
                ReaderStats::appendFailures);
        counter(
                registry,
                "dashstream.replay.reader.failures",
                "How often reading broke off and began again",
                ReaderStats::failures);
        bindRuns(registry);
    }

    private void bindRuns(MeterRegistry registry) {
        Gauge.builder("dashstream.replay.runs", runs, source -> source.get().runs())
                .description("Runs in the index")
                .register(registry);
        FunctionCounter.builder(
                        "dashstream.replay.runs.corruptions",
                        runs,
                        source -> source.get().corruptions())
                .description("How often a run lost its state")
                .register(registry);
        FunctionCounter.builder(
                        "dashstream.replay.runs.incomplete",
                        runs,
                        source -> source.get().incomplete())
                .description("How often a run was given up as nothing was heard of it")
                .register(registry);
        Gauge.builder(
                        "dashstream.replay.runs.complete",
                        runs,
                        source -> source.get().complete() ? 1 : 0)
                .description("1 while the index has read the log to its end")
                .register(registry);
        FunctionCounter.builder(
                        "dashstream.replay.runs.restarts",
                        runs,
                        source -> source.get().restarts())
                .description("How often the index ended though nobody closed it, and began again")
                .register(registry);
        // A gauge, as a message that comes late is no longer missing.
        Gauge.builder(
                        "dashstream.replay.runs.missing.messages",
                        runs,
                        source -> source.get().missingMessages())
                .description("Messages proved missing by their numbers")
                .register(registry);
    }

    private void bindLag(MeterRegistry registry) {
        MultiGauge lag = MultiGauge.builder("dashstream.consumer.lag")
                .description("Offsets behind the end of the log; NaN while that is not known")
                .register(registry);
        TimeGauge.builder("dashstream.consumer.lag.age", reader, TimeUnit.MILLISECONDS, source -> lagAge(source.get()))
                .description("How long ago the ends of the log were last seen; NaN while they never were")
                .register(registry);
        Gauge.builder("dashstream.replay.reader.live", reader, source -> isLive(source.get()))
                .description("1 while the reader has caught up and knows what it reads")
                .register(registry);
        Gauge.builder(
                        "dashstream.replay.partitions.silent",
                        reader,
                        source -> source.get().silent().size())
                .description("Partitions that did not answer when the topic was looked at last")
                .register(registry);
        // Partitions come and go; which there are is brought up to date whenever somebody looks.
        // The one strong reference keeps all the others' sources alive, which meters hold weakly.
        Gauge.builder("dashstream.replay.partitions", this, meters -> meters.showPartitions(lag))
                .description("Partitions that are read")
                .strongReference(true)
                .register(registry);
    }

    private int showPartitions(MultiGauge lag) {
        Set<Integer> read = Set.copyOf(reader.get().positions().keySet());
        if (!read.equals(shown)) {
            shown = read;
            lag.register(rows(read), true);
        }
        return read.size();
    }

    private List<MultiGauge.Row<?>> rows(Set<Integer> partitions) {
        return partitions.stream()
                .<MultiGauge.Row<?>>map(partition -> MultiGauge.Row.of(
                        Tags.of("partition", Integer.toString(partition)), reader, source -> lag(source, partition)))
                .toList();
    }

    private static double lag(Supplier<ReaderStats> source, int partition) {
        Long lag = source.get().lag().get(partition);
        return lag == null ? Double.NaN : lag;
    }

    private static double lagAge(ReaderStats stats) {
        return stats.lagAge().map(age -> (double) age.toMillis()).orElse(Double.NaN);
    }

    private static double isLive(ReaderStats stats) {
        return stats.status().phase() == Phase.LIVE ? 1 : 0;
    }

    private static double count(Supplier<ReaderStats> source, Readability readability) {
        return source.get().readability().getOrDefault(readability, 0L);
    }

    private void counter(MeterRegistry registry, String name, String description, ToDoubleFunction<ReaderStats> value) {
        FunctionCounter.builder(name, reader, of(value))
                .description(description)
                .register(registry);
    }

    private static ToDoubleFunction<Supplier<ReaderStats>> of(ToDoubleFunction<ReaderStats> value) {
        return source -> value.applyAsDouble(source.get());
    }
}
