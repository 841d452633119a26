package io.dashstream.replay.session;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Time and threads of a session, from outside: a server gives a pool and a timer, a test gives virtual ones and drives
 * a session through a million schedules in a second.
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
}
