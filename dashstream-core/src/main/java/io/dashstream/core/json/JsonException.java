package io.dashstream.core.json;

import io.dashstream.core.DashStreamException;

/** A value that is not JSON as {@link StrictJson} defines it, or a tree that can't be written as such. */
public final class JsonException extends DashStreamException {

    /** What was wrong: a closed set, fit for the label of a metric. */
    public enum Reason {
        /** Not JSON by RFC 8259, or more than one value. */
        MALFORMED,
        /** Bytes that are not UTF-8, or a byte order mark. */
        NOT_UTF8,
        /** An object names a member twice. */
        DUPLICATE_KEY,
        /** A number beyond the range of a double, or with too many digits. */
        NUMBER_OUT_OF_RANGE,
        /** Containers nested deeper than {@link StrictJson#MAX_DEPTH}. */
        TOO_DEEP,
        /** More bytes than the caller's limit. */
        TOO_LARGE,
        /** A tree with a node that JSON has no value for. */
        NOT_A_JSON_VALUE
    }

    /** What was wrong. */
    private final Reason reason;

    /**
     * Creates an exception.
     *
     * @param reason what was wrong
     * @param message the same in words, with the value and what is allowed
     */
    public JsonException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * What was wrong.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
