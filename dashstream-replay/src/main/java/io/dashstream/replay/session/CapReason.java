package io.dashstream.replay.session;

/** Which part of a {@link ReplayBudget} ran out. */
public enum CapReason {
    /** So many records were delivered. */
    MAX_RECORDS,
    /** So many bytes were delivered. */
    MAX_BYTES,
    /** The replay took so long. */
    MAX_DURATION
}
