package io.dashstream.replay.run;

import java.time.Duration;

/**
 * Until when an answer has to be there.
 *
 * @param begun when it was asked for, by {@link System#nanoTime}
 * @param within how long it may take in all
 */
record Deadline(long begun, Duration within) {

    private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

    static Deadline in(Duration within) {
        return new Deadline(System.nanoTime(), within);
    }

    static Deadline none() {
        return in(NEVER);
    }

    boolean isOver() {
        return left().isZero();
    }

    /** How long something may take that takes so long by itself. */
    Duration left(Duration atMost) {
        Duration left = left();
        return left.compareTo(atMost) < 0 ? left : atMost;
    }

    private Duration left() {
        Duration left = within.minusNanos(System.nanoTime() - begun);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
