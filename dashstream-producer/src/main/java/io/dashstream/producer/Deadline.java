package io.dashstream.producer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The time that one call may take, over all its waits. An interrupt that comes meanwhile is kept, and set again when the call is
 * over. For one thread.
 */
final class Deadline implements AutoCloseable {

    /** Far enough to be for ever, near enough to be added to a reading of the clock. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

    private final long nanos;
    private final long end;
    private boolean interrupted;

    private Deadline(long nanos) {
        this.nanos = nanos;
        this.end = System.nanoTime() + nanos;
    }

    /**
     * Starts the clock.
     *
     * @param timeout how long from now on; negative is none, and there is no longest
     */
    static Deadline in(Duration timeout) {
        if (timeout.isNegative()) {
            return new Deadline(0);
        }
        return new Deadline((timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout).toNanos());
    }

    Duration left() {
        return Duration.ofNanos(nanosLeft());
    }

    private long nanosLeft() {
        return Math.max(0, end - System.nanoTime());
    }

    /** Whether a future that never fails has completed in what is left of the time. */
    boolean await(CompletableFuture<?> future) {
        return await(future, end);
    }

    /** The same, but in a part of the whole time. */
    boolean awaitForPart(double part, CompletableFuture<?> future) {
        return await(future, end - (long) (nanos * (1 - part)));
    }

    private boolean await(CompletableFuture<?> future, long moment) {
        interrupted |= Thread.interrupted();
        while (true) {
            try {
                return awaitOnce(future, Math.max(0, moment - System.nanoTime()));
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
    }

    /** The same with all of the time; an interrupt ends the wait. */
    boolean awaitUnlessInterrupted(CompletableFuture<?> future) {
        try {
            return awaitOnce(future, nanosLeft());
        } catch (InterruptedException now) {
            interrupted = true;
            return false;
        }
    }

    private static boolean awaitOnce(CompletableFuture<?> future, long nanos) throws InterruptedException {
        try {
            future.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("these futures never fail", impossible);
        }
    }

    /** Sets the interrupt again if there was one. */
    @Override
    public void close() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
