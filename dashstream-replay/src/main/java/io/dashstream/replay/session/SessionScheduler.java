package io.dashstream.replay.session;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Time, threads and chance of a session, from outside: a server gives a pool and a timer, a test gives virtual ones and
 * drives a session through a million schedules in a second.
 */
public interface SessionScheduler extends Executor {

    /** A scheduled task. */
    interface Timer {
        /** Ends the wait; without effect if the task ran. */
        void cancel();
    }

    /**
     * Monotonic time; only differences mean something.
     *
     * @return nanoseconds
     */
    long nanoTime();

    /**
     * Runs a task once after a while, on any thread.
     *
     * @param delay how long to wait
     * @param task what to run
     * @return the timer, to cancel it
     */
    Timer schedule(Duration delay, Runnable task);

    /**
     * A number by chance, to spread what would otherwise happen in all sessions at once. Called by any thread.
     *
     * @return 0 or more and less than 1
     */
    default double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
