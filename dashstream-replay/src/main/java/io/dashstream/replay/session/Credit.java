package io.dashstream.replay.session;

/** From when on a client is held to its window of unapplied pages. */
public enum Credit {
    /** From the first page on: a client that never reports stops after one window. */
    FROM_THE_START,
    /** Once it has reported: one that never does is paced by its transport alone. */
    ONCE_REPORTED
}
