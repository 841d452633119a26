package io.dashstream.replay.cursor;

import io.dashstream.replay.ReplayException;

/**
 * A cursor from outside that is not one. It is never read as a wider one: who sends it gets an error that names the field.
 */
public final class InvalidCursorException extends ReplayException {

    private static final int SHOWN = 40;

    /** Which field was wrong. */
    private final String field;

    InvalidCursorException(String field, String value, String allowed) {
        super(field + " is " + cut(value) + "; allowed is " + allowed);
        this.field = field;
    }

    /**
     * Which field was wrong.
     *
     * @return the path of the field, for instance {@code cursor.0.next}
     */
    public String field() {
        return field;
    }

    private static String cut(String value) {
        if (value.length() <= SHOWN) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
        return value.substring(0, end) + "...";
    }
}
