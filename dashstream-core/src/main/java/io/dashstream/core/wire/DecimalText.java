package io.dashstream.core.wire;

import java.util.regex.Pattern;

/**
 * Which texts are numbers. The JDK's parsers also take {@code +5}, {@code 007}, digits of other scripts, and for doubles
 * {@code 1f} or {@code 0x1p3}; no other language that speaks this format reads those alike, so they are refused here first.
 */
final class DecimalText {

    /** Longer than any number that fits, shorter than what makes a regular expression work. */
    private static final int MAX_CHARS = 400;

    /** RFC 8259 section 6. */
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private DecimalText() {}

    static boolean isUnsigned(String text) {
        return isDigits(text, 0);
    }

    static boolean isSigned(String text) {
        return text.startsWith("-") ? isDigits(text, 1) && text.charAt(1) != '0' : isDigits(text, 0);
    }

    static boolean isJsonNumber(String text) {
        return text.length() <= MAX_CHARS && JSON_NUMBER.matcher(text).matches();
    }

    private static boolean isDigits(String text, int from) {
        int length = text.length() - from;
        if (length < 1 || length > MAX_CHARS || (length > 1 && text.charAt(from) == '0')) {
            return false;
        }
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
