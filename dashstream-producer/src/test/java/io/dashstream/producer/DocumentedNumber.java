package io.dashstream.producer;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number as the documentation writes it for people, in the unit of its setting: {@code 64 KiB}, {@code 1 h}, {@code 10 000}. */
final class DocumentedNumber {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,3}(?: [0-9]{3})*) ?([A-Za-z ]*)");
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("KiB", 1L << 10),
            Map.entry("MiB", 1L << 20),
            Map.entry("GiB", 1L << 30),
            Map.entry("s", 1_000L),
            Map.entry("min", 60_000L),
            Map.entry("h", 3_600_000L),
            Map.entry("days", 86_400_000L));

    private DocumentedNumber() {}

    static long parse(String text) {
        Matcher number = FORM.matcher(text);
        if (!number.matches()) {
            throw new AssertionError("\"" + text + "\" is no number with a unit");
        }
        return Long.parseLong(number.group(1).replace(" ", "")) * UNITS.getOrDefault(number.group(2), 1L);
    }
}
