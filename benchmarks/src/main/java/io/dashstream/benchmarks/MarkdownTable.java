package io.dashstream.benchmarks;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A table as it goes into the documentation; rows and columns come in the order in which they are first named. */
final class MarkdownTable {

    private final String title;
    private final Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
    private final Set<String> columns = new LinkedHashSet<>();

    MarkdownTable(String title) {
        this.title = title;
    }

    void put(String row, String column, double value) {
        columns.add(column);
        rows.computeIfAbsent(row, name -> new LinkedHashMap<>()).put(column, value);
    }

    void print() {
        StringBuilder text = new StringBuilder("\n| " + title + " |");
        columns.forEach(column ->
                text.append(' ').append(column.toLowerCase(Locale.ROOT)).append(" |"));
        text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        rows.forEach((row, cells) -> {
            text.append("| ").append(row).append(" |");
            columns.forEach(column ->
                    text.append(' ').append(shortText(cells.get(column))).append(" |"));
            text.append('\n');
        });
        System.out.print(text);
    }

    /** The same as multiples of one row; empty if there is no such row. */
    Optional<MarkdownTable> relativeTo(String row) {
        Map<String, Double> units = rows.get(row);
        if (units == null) {
            return Optional.empty();
        }
        MarkdownTable ratios = new MarkdownTable(title + " : " + row);
        rows.forEach((name, cells) -> cells.forEach((column, value) -> {
            Double unit = units.get(column);
            if (unit != null) {
                ratios.put(name, column, value / unit);
            }
        }));
        return Optional.of(ratios);
    }

    /** Two digits that count; none for a cell without a value. */
    private static String shortText(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        if (value == Math.rint(value) || value >= 10) {
            return Long.toString(Math.round(value));
        }
        return String.format(Locale.ROOT, value >= 1 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.3f", value);
    }
}
