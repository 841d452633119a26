package io.dashstream.examples.quickstart.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Fits text into columns. */
public final class Text {

    /** The widest line that any report makes. */
    public static final int WIDTH = 100;

    private static final String CUT = "...";

    private Text() {}

    /**
     * Cuts what does not fit.
     *
     * @param text  one line
     * @param width the greatest width
     * @return the text, or its beginning and three dots
     */
    public static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - CUT.length()) + CUT;
    }

    /**
     * Breaks text between words.
     *
     * @param text   any text
     * @param indent what each line begins with
     * @return lines of at most {@link #WIDTH} columns, but for words that are longer
     */
    public static List<String> wrap(String text, String indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ", -1)) {
            boolean begun = line.length() > indent.length();
            if (begun && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
                begun = false;
            }
            line.append(begun ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    static String left(String text, int width) {
        return cut(text, width) + " ".repeat(Math.max(0, width - text.length()));
    }

    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + cut(text, width);
    }

    /** With separators for thousands, the same in every country. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
