package io.dashstream.replay.session;

import java.time.Duration;

/** How long to wait before a store that failed is asked again: longer each time, up to a limit. */
final class Backoff {

    private static final int MAX_DOUBLINGS = 20;

    private final Duration least;
    private final Duration most;
    private int failures;

    Backoff(Duration least, Duration most) {
        this.least = least;
        this.most = most;
    }

    /** Counts a failure in a row and gives the wait. */
    Duration next() {
        Duration wait = least.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
        failures++;
        return wait.compareTo(most) < 0 ? wait : most;
    }

    /** How many failures there were in a row. */
    int failures() {
        return failures;
    }

    void reset() {
        failures = 0;
    }
}
