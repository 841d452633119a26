package io.dashstream.replay.session;

/** Whether a page is on the way to the target or behind it. */
public enum ReplayPhase {
    /** The cursor has not reached the target everywhere. */
    REPLAY,
    /** The cursor has reached the target. */
    LIVE
}
