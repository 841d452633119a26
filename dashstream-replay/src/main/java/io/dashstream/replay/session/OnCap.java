package io.dashstream.replay.session;

/** What happens when a replay budget runs out. */
public enum OnCap {
    /** The session waits for {@link ReplaySession#continueReplay}. */
    PAUSE,
    /** The session says what it skips, as gaps, and goes live. */
    SKIP_TO_LIVE
}
