package io.dashstream.benchmarks;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks whose names match the first argument and prints Markdown tables per class: a row per method, a column
 * per scenario; the median of the iterations in microseconds, the same as a ratio to the peer, and what one call allocates in
 * kilobytes. {@code docs/performance.md} says how to call it.
 */
public final class RunBenchmarks {

    /** What is no matter of microseconds per call. */
    private static final Map<String, Runnable> MEASUREMENTS = new TreeMap<>(Map.ofEntries(
            Map.entry("DiffSizes", PatchSizes::print),
            Map.entry("WireBytes", WireBytes::print),
            Map.entry("QueueMemory", QueueMemory::print),
            Map.entry("Throughput", Throughput::print),
            Map.entry("ReplayPages", ReplayPages::print),
            Map.entry("ReplayRedis", ReplayRedis::print),
            Map.entry("ReplayCold", ReplayCold::print),
            Map.entry("ReplayMany", ReplayMany::print),
            Map.entry("ReplayIngest", ReplayIngest::print),
            Map.entry("ReplayIdle", ReplayIdle::print),
            Map.entry("ReplayHeap", ReplayHeap::print),
            Map.entry("ReplayLatency", ReplayLatency::print)));

    /** What the others are compared with, per class. */
    private static final Map<String, String> PEERS = Map.of(
            "DiffBenchmark", "zjsonpatch",
            "HashBenchmark", "jacksonSorted",
            "EncodeBenchmark", "protobufAndZstd",
            "CaptureBenchmark", "jacksonValueToTree",
            "CaptureStepBenchmark", "jacksonValueToTree",
            "ApplyBenchmark", "zjsonpatch",
            "ApplyManyBenchmark", "zjsonpatch",
            "WorkerBenchmark", "zjsonpatchJacksonSha256",
            "CallBenchmark", "openTelemetrySpan",
            "MetersBenchmark", "withoutMeters");

    private RunBenchmarks() {}

    /**
     * Runs benchmarks.
     *
     * @param arguments a regular expression over the benchmarks' names, or nothing for all
     * @throws RunnerException if JMH fails
     */
    public static void main(String[] arguments) throws RunnerException {
        String pattern = arguments.length == 0 ? ".*" : arguments[0];
        Predicate<String> asked = Pattern.compile(pattern).asPredicate();
        boolean measured = MEASUREMENTS.keySet().stream().anyMatch(asked);
        MEASUREMENTS.forEach((name, measurement) -> {
            if (asked.test(name)) {
                measurement.run();
            }
        });
        try {
            print(benchmarks(pattern));
        } catch (NoBenchmarksException none) {
            if (!measured) {
                throw none;
            }
        }
    }

    private static Collection<RunResult> benchmarks(String pattern) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(pattern)
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.MICROSECONDS)
                        .forks(1)
                        .warmupIterations(4)
                        .warmupTime(TimeValue.milliseconds(250))
                        .measurementIterations(7)
                        .measurementTime(TimeValue.milliseconds(150))
                        // A heap that grows or is touched for the first time would be measured too.
                        .jvmArgs("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch")
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .build())
                .run();
    }

    private static void print(Collection<RunResult> results) {
        Map<String, MarkdownTable> times = new LinkedHashMap<>();
        Map<String, MarkdownTable> allocations = new LinkedHashMap<>();
        for (RunResult result : results) {
            String name = className(result.getParams());
            String column = column(result.getParams());
            String row = names(result.getParams()).get(1);
            times.computeIfAbsent(name, key -> new MarkdownTable(key + ", us"))
                    .put(row, column, result.getPrimaryResult().getStatistics().getPercentile(50));
            Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            if (allocated != null) {
                allocations
                        .computeIfAbsent(name, key -> new MarkdownTable(key + ", KB allocated"))
                        .put(row, column, allocated.getScore() / 1024);
            }
        }
        times.forEach((name, table) -> {
            table.print();
            Optional.ofNullable(PEERS.get(name)).flatMap(table::relativeTo).ifPresent(MarkdownTable::print);
            Optional.ofNullable(allocations.get(name)).ifPresent(MarkdownTable::print);
        });
    }

    /** The class and the method. */
    private static List<String> names(BenchmarkParams params) {
        List<String> names = List.of(params.getBenchmark().split("\\.", -1));
        return names.subList(names.size() - 2, names.size());
    }

    private static String className(BenchmarkParams params) {
        return names(params).get(0);
    }

    /** The value of the one parameter that a benchmark has. */
    private static String column(BenchmarkParams params) {
        return params.getParamsKeys().stream()
                .findFirst()
                .flatMap(key -> Optional.ofNullable(params.getParam(key)))
                .orElse("value");
    }
}
