package io.dashstream.replay.session;

import java.time.Duration;

/** How long a session has been waiting for the log to reach its client's cursor. */
final class Hold {

    private final SessionScheduler scheduler;
    private final Duration grace;
    private long since;
    private boolean running;

    Hold(SessionScheduler scheduler, Duration grace) {
        this.scheduler = scheduler;
        this.grace = grace;
    }

    /** Begins to wait, if it is not waiting yet, and says whether the grace time has passed. */
    boolean isOver() {
        if (!running) {
            running = true;
            since = scheduler.nanoTime();
        }
        return left().isZero();
    }

    Duration left() {
        Duration left = grace.minusNanos(scheduler.nanoTime() - since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    void end() {
        running = false;
    }
}
