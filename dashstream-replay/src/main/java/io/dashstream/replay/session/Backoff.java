package io.dashstream.replay.session;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before a store that failed is asked again: longer each time, up to a limit, and spread by chance over
 * the upper half of that, as all sessions of a server see a store fail at the same moment.
 */
final class Backoff {

    private static final int MAX_DOUBLINGS = 20;

    private final Duration least;
    private final Duration most;
    private final DoubleSupplier chance;
    private int failures;

    Backoff(Duration least, Duration most, DoubleSupplier chance) {
        this.least = least;
        this.most = most;
        this.chance = chance;
    }

    /** Counts a failure in a row and gives the wait. */
    Duration next() {
        Duration doubled = least.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
        failures++;
        long half = (doubled.compareTo(most) < 0 ? doubled : most).toNanos() / 2;
        return Duration.ofNanos(half + (long) (half * chance.getAsDouble()));
    }

    /** How many failures there were in a row. */
    int failures() {
        return failures;
    }

    void reset() {
        failures = 0;
    }
}
