package io.dashstream.replay.dialect;

import java.util.Locale;

/** What can be wrong with what a client sends: the error codes of the second dialect. */
public enum Problem {
    /** No message of the protocol, or one whose fields don't fit each other. */
    INVALID_MESSAGE,
    /** A cursor that is none. */
    INVALID_CURSOR,
    /** A token that is none. */
    INVALID_TOKEN,
    /** A mode that does not exist. */
    UNKNOWN_MODE,
    /** What the client may not read. */
    NOT_ALLOWED,
    /** More resumes in a minute than allowed. */
    TOO_MANY_RESUMES;

    /**
     * The word of the protocol.
     *
     * @return lower case with underscores
     */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
