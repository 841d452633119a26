package io.dashstream.benchmarks;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks whose names match the first argument and prints two Markdown tables per class: a row per method, a
 * column per scenario, the median of the iterations in microseconds, and what one call allocates in kilobytes. {@code
 * docs/performance.md} says how to call it.
 */
public final class RunBenchmarks {

    private RunBenchmarks() {}

    /**
     * Runs benchmarks.
     *
     * @param arguments a regular expression over the benchmarks' names, or nothing for all
     * @throws RunnerException if JMH fails
     */
    public static void main(String[] arguments) throws RunnerException {
        String pattern = arguments.length == 0 ? ".*" : arguments[0];
        Collection<RunResult> results = new Runner(new OptionsBuilder()
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
        print(results);
        if (results.stream().anyMatch(result -> className(result.getParams()).equals("DiffBenchmark"))) {
            PatchSizes.print();
        }
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
        times.keySet()
                .forEach(name -> Stream.of(times, allocations)
                        .flatMap(tables -> Stream.ofNullable(tables.get(name)))
                        .forEach(MarkdownTable::print));
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
