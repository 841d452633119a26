package io.dashstream.replay.dialect;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.cursor.InvalidCursorException;

/** A message from a client that is refused. Its text names the field, the value, cut, and what is allowed. */
public final class InvalidMessage extends ReplayException {

    private static final int SHOWN = 40;

    /** What kind it is. */
    private final Problem problem;

    /** Which field was wrong. */
    private final String field;

    /**
     * Refuses a message.
     *
     * @param problem what kind
     * @param field the path of the field, or empty if the message as a whole is wrong
     * @param message what was wrong
     */
    public InvalidMessage(Problem problem, String field, String message) {
        super(message);
        this.problem = problem;
        this.field = field;
    }

    /**
     * Refuses the value of a field.
     *
     * @param field the path of the field
     * @param value the value, of any length
     * @param allowed what is allowed
     * @return the exception
     */
    public static InvalidMessage value(String field, String value, String allowed) {
        return new InvalidMessage(
                Problem.INVALID_MESSAGE, field, field + " is " + cut(value) + "; allowed is " + allowed);
    }

    /**
     * Refuses what is no cursor, token or number.
     *
     * @param problem what kind
     * @param cause what was found wrong
     * @return the exception
     */
    public static InvalidMessage of(Problem problem, InvalidCursorException cause) {
        return new InvalidMessage(problem, cause.field(), String.valueOf(cause.getMessage()));
    }

    /**
     * What kind it is.
     *
     * @return the problem
     */
    public Problem problem() {
        return problem;
    }

    /**
     * Which field was wrong.
     *
     * @return the path of the field, or empty if the message as a whole is wrong
     */
    public String field() {
        return field;
    }

    /**
     * The beginning of a text, never half a character.
     *
     * @param text any text
     * @return at most 40 UTF-16 units and three dots
     */
    public static String cut(String text) {
        if (text.length() <= SHOWN) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
        return text.substring(0, end) + "...";
    }
}
