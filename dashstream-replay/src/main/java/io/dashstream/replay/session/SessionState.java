package io.dashstream.replay.session;

/** Where a session is in its life. Beside it a session can be paused: by its channel, or for want of credit. */
public enum SessionState {
    /** No resume was asked for yet. */
    NEW,
    /** The start of each partition is being found. */
    RESOLVING,
    /** On the way to the target. */
    REPLAYING,
    /** The budget ran out; waits for the client. */
    CAPPED,
    /** The target was reached; what is appended is delivered. */
    LIVE,
    /** The cursor's log is gone; the client is being told, then the start is found anew. */
    RESETTING,
    /** Over. */
    CLOSED
}
