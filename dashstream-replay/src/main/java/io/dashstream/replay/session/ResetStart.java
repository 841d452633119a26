package io.dashstream.replay.session;

/** Where a client begins in a log that its cursor does not belong to. */
public enum ResetStart {
    /** At the end of the log. */
    LATEST,
    /** At the oldest record that is kept. */
    EARLIEST
}
