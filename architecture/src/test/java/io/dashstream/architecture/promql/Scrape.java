package io.dashstream.architecture.promql;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one scrape brought.
 *
 * @param values each series' value, in the order of the scrape
 */
public record Scrape(Map<Labels, Double> values) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"([^\"\\\\]*)\",?");

    /** A scrape that keeps what it is made of. */
    public Scrape {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Reads the text exposition format, but for what our registry never writes: timestamps, and label values with escapes.
     *
     * @param exposition the answer of the server that is scraped
     * @return the scrape
     * @throws IllegalArgumentException if a line is neither a comment nor a sample
     */
    public static Scrape parse(String exposition) {
        Map<Labels, Double> values = new LinkedHashMap<>();
        exposition
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    Matcher sample = SAMPLE.matcher(line);
                    if (!sample.matches()) {
                        throw new IllegalArgumentException("no sample of the text format: " + line);
                    }
                    values.put(labels(sample.group(1), sample.group(2), line), value(sample.group(3)));
                });
        return new Scrape(values);
    }

    private static Labels labels(String name, String inBraces, String line) {
        Labels labels = Labels.of(Map.of(Labels.NAME, name));
        if (inBraces == null) {
            return labels;
        }
        Matcher label = LABEL.matcher(inBraces);
        int end = 0;
        while (end < inBraces.length()) {
            if (!label.find(end) || label.start() != end) {
                throw new IllegalArgumentException("no labels of the text format: " + line);
            }
            labels = labels.with(label.group(1), label.group(2));
            end = label.end();
        }
        return labels;
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
