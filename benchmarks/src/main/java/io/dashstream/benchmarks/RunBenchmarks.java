package io.dashstream.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks whose names match the first argument and prints a Markdown table per class: a row per method, a
 * column per scenario, the median of the iterations in microseconds. {@code docs/performance.md} says how to call it.
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
                        .shouldFailOnError(true)
                        .build())
                .run();
        tables(results).forEach((name, rows) -> print(name, rows));
        if ("Diff".equals(pattern) || ".*".equals(pattern)) {
            PatchSizes.print();
        }
    }

    private static Map<String, Map<String, Map<String, String>>> tables(Collection<RunResult> results) {
        Map<String, Map<String, Map<String, String>>> tables = new LinkedHashMap<>();
        for (RunResult result : results) {
            List<String> name = List.of(result.getParams().getBenchmark().split("\\.", -1));
            String column = Optional.ofNullable(result.getParams().getParam("scenario"))
                    .or(() -> Optional.ofNullable(result.getParams().getParam("messages")))
                    .orElse("us");
            double median = result.getPrimaryResult().getStatistics().getPercentile(50);
            tables.computeIfAbsent(name.get(name.size() - 2), table -> new LinkedHashMap<>())
                    .computeIfAbsent(name.get(name.size() - 1), row -> new LinkedHashMap<>())
                    .put(column, shortText(median));
        }
        return tables;
    }

    static void print(String name, Map<String, Map<String, String>> rows) {
        Collection<String> columns = new ArrayList<>();
        rows.values()
                .forEach(row ->
                        row.keySet().stream().filter(c -> !columns.contains(c)).forEach(columns::add));
        StringBuilder table = new StringBuilder("\n| " + name + " |");
        columns.forEach(column ->
                table.append(' ').append(column.toLowerCase(Locale.ROOT)).append(" |"));
        table.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        rows.forEach((row, cells) -> {
            table.append("| ").append(row).append(" |");
            columns.forEach(column ->
                    table.append(' ').append(cells.getOrDefault(column, "")).append(" |"));
            table.append('\n');
        });
        System.out.print(table);
    }

    private static String shortText(double value) {
        return value < 10 ? String.format(Locale.ROOT, "%.1f", value) : Long.toString(Math.round(value));
    }
}
