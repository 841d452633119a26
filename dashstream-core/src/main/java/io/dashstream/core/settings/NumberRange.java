package io.dashstream.core.settings;

import io.dashstream.core.wire.LogText;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What a setting that is a whole number may be. Immutable.
 *
 * @param least the smallest value
 * @param most the largest value
 * @param unit the unit of the value, a plural
 */
public record NumberRange(long least, long most, String unit) {

    /** What Java would read besides, such as a plus sign or other scripts' digits, is a mistake. */
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,19}");

    /**
     * A range.
     *
     * @param least the smallest value
     * @param most the largest value
     * @param unit the unit of the value, a plural
     * @throws IllegalArgumentException if nothing is allowed
     */
    public NumberRange {
        if (least > most) {
            throw new IllegalArgumentException("least is " + least + "; allowed are at most " + most + ", the largest");
        }
    }

    /**
     * Whether a value is allowed.
     *
     * @param value in this range's unit
     * @return false if it is out of range
     */
    public boolean contains(long value) {
        return value >= least && value <= most;
    }

    /**
     * Reads plain decimal digits.
     *
     * @param text what somebody set
     * @return the number; empty if the text is none, or out of range
     */
    public OptionalLong parse(String text) {
        if (!DIGITS.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        try {
            long value = Long.parseLong(text);
            return contains(value) ? OptionalLong.of(value) : OptionalLong.empty();
        } catch (NumberFormatException beyondLong) {
            return OptionalLong.empty();
        }
    }

    /**
     * Says that a value is not allowed.
     *
     * @param setting what was set
     * @param value what it was set to: a number or a duration, or the text that was to be one, which is shown in quotes and cut where it
     *     is longer than a line
     * @return the message of an error
     */
    public String refusal(String setting, Object value) {
        Object shown = value instanceof String text ? "\"" + LogText.of(text) + "\"" : value;
        return setting + " is " + shown + "; allowed are whole " + unit + " from " + least + " to " + most;
    }
}
