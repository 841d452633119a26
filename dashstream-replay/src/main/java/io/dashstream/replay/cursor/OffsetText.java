package io.dashstream.replay.cursor;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Offsets and sequences in JSON: decimal strings out; in, such strings or JSON integers up to 2^53-1, beyond which a
 * JavaScript number is another number. Everything else is refused, nothing is rounded.
 */
public final class OffsetText {

    /** The largest integer that every JavaScript number up to it can be told from: 2^53-1. */
    public static final long LARGEST_JSON_INTEGER = (1L << 53) - 1;

    private static final String ALLOWED =
            "a decimal string from \"0\" to \"9223372036854775807\" or an integer from 0 to 9007199254740991";

    private OffsetText() {}

    /**
     * The text of an offset.
     *
     * @param offset 0 or more
     * @return decimal digits without a sign or leading zeros
     */
    public static String of(long offset) {
        return Long.toString(offset);
    }

    /**
     * Reads an offset.
     *
     * @param field the field's path, for the error
     * @param value a string or an integer
     * @return the offset, 0 or more
     * @throws InvalidCursorException if the value is neither
     */
    public static long parse(String field, JsonNode value) {
        if (value.isTextual()) {
            return parse(field, value.textValue());
        }
        if (value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= 0
                && value.longValue() <= LARGEST_JSON_INTEGER) {
            return value.longValue();
        }
        throw new InvalidCursorException(field, value.toString(), ALLOWED);
    }

    /**
     * Reads an offset from its text.
     *
     * @param field the field's path, for the error
     * @param text decimal digits without a sign or leading zeros
     * @return the offset, 0 or more
     * @throws InvalidCursorException if the text is anything else, or beyond 2^63-1
     */
    public static long parse(String field, String text) {
        if (!isCanonical(text)) {
            throw new InvalidCursorException(field, "\"" + text + "\"", ALLOWED);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidCursorException(field, "\"" + text + "\"", ALLOWED);
        }
    }

    /** ASCII digits only: {@link Character#isDigit} and {@link Long#parseLong} also take those of other scripts. */
    private static boolean isCanonical(String text) {
        if (text.isEmpty() || text.length() > 19 || (text.length() > 1 && text.charAt(0) == '0')) {
            return false;
        }
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
