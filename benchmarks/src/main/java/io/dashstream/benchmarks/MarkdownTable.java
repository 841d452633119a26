package io.dashstream.benchmarks;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A table as it goes into the documentation; rows and columns come in the order in which they are first named. */
final class MarkdownTable {

    private final String title;
    private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    private final Set<String> columns = new LinkedHashSet<>();

    MarkdownTable(String title) {
        this.title = title;
    }

    void put(String row, String column, double value) {
        columns.add(column);
        rows.computeIfAbsent(row, name -> new LinkedHashMap<>()).put(column, shortText(value));
    }

    void print() {
        StringBuilder text = new StringBuilder("\n| " + title + " |");
        columns.forEach(column ->
                text.append(' ').append(column.toLowerCase(Locale.ROOT)).append(" |"));
        text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        rows.forEach((row, cells) -> {
            text.append("| ").append(row).append(" |");
            columns.forEach(column ->
                    text.append(' ').append(cells.getOrDefault(column, "")).append(" |"));
            text.append('\n');
        });
        System.out.print(text);
    }

    private static String shortText(double value) {
        boolean whole = value == Math.rint(value) || value >= 10;
        return whole ? Long.toString(Math.round(value)) : String.format(Locale.ROOT, "%.1f", value);
    }
}
