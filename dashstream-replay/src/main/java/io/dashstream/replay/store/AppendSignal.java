package io.dashstream.replay.store;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A level-triggered signal: it carries a version, and a waiter says which version it has seen, so that a signal raised
 * between looking and waiting is never lost.
 *
 * <pre>{@code
 * long seen = signal.version();      // first
 * ReadResult result = read();        // then look
 * if (nothing to read) {
 *     signal.await(seen, wakeMe);    // runs wakeMe at once if the version has moved meanwhile
 * }
 * }</pre>
 *
 * <p>Thread-safe. A waiter is woken at most once, by the raising thread, and should only hand over to its executor.
 */
public final class AppendSignal {

    /** The version of a signal that was never raised. */
    public static final long NEVER_RAISED = 0;

    private final AtomicLong version = new AtomicLong(NEVER_RAISED);
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    /** Creates a signal at version 0. */
    public AppendSignal() {}

    /** One wait, until it is woken or cancelled. */
    public final class Waiter {

        private final AtomicBoolean over = new AtomicBoolean();
        private final Runnable wake;

        private Waiter(Runnable wake) {
            this.wake = wake;
        }

        /** Ends the wait without waking; without effect if it is over. */
        public void cancel() {
            if (over.compareAndSet(false, true)) {
                waiters.remove(this);
            }
        }

        private void fire() {
            if (over.compareAndSet(false, true)) {
                waiters.remove(this);
                wake.run();
            }
        }
    }

    /**
     * How often the signal has been raised.
     *
     * @return 0 or more, never going back
     */
    public long version() {
        return version.get();
    }

    /** Raises the signal: the version moves on, then everybody who waits is woken. */
    public void raise() {
        version.incrementAndGet();
        for (Waiter waiter : waiters) {
            waiter.fire();
        }
    }

    /**
     * Waits until the version is another than the one seen.
     *
     * @param seen the version before the caller looked
     * @param wake run once, at once or by the thread that raises the signal
     * @return the wait, to cancel it
     */
    public Waiter await(long seen, Runnable wake) {
        Waiter waiter = new Waiter(wake);
        // Registered before the version is compared: a raise in between finds the waiter, an earlier one shows here.
        waiters.add(waiter);
        if (version.get() != seen) {
            waiter.fire();
        }
        return waiter;
    }

    /**
     * How many waits are open.
     *
     * @return 0 or more
     */
    public int waiting() {
        return waiters.size();
    }
}
