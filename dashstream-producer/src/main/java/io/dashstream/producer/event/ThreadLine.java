package io.dashstream.producer.event;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One thread of a tenant: the line in which its messages stand, whatever run and kind they belong to.
 *
 * <p>Numbers are given under {@link #lock()}, and the message is offered to the queue before the lock is released, so that
 * numbers enter the queue in order. Thread-safe.
 */
public final class ThreadLine {

    private final String tenantId;
    private final String threadId;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong newestLoss = new AtomicLong();
    private final AtomicInteger openRuns = new AtomicInteger();
    private long lastSequence;

    /**
     * Begins a line.
     *
     * @param tenantId the tenant, checked
     * @param threadId the thread, checked
     * @param firstSequence the first number to give
     */
    public ThreadLine(String tenantId, String threadId, long firstSequence) {
        this.tenantId = tenantId;
        this.threadId = threadId;
        this.lastSequence = firstSequence - 1;
    }

    /**
     * The tenant.
     *
     * @return its id
     */
    public String tenantId() {
        return tenantId;
    }

    /**
     * The thread.
     *
     * @return its id
     */
    public String threadId() {
        return threadId;
    }

    /**
     * Held while a message gets its number and its place.
     *
     * @return the lock, held for well under a microsecond
     */
    public ReentrantLock lock() {
        return lock;
    }

    /**
     * Gives the next number. Only under the lock.
     *
     * @return a sequence number
     */
    public long nextSequence() {
        return ++lastSequence;
    }

    /**
     * A message will never arrive. Its number is a hole, and a hole makes receivers doubt the state, whatever was in it: until a
     * whole state with a higher number, patches are useless.
     *
     * @param sequence the message's number
     */
    public void markLost(long sequence) {
        newestLoss.accumulateAndGet(sequence, Math::max);
    }

    /**
     * The highest number that is known to be lost.
     *
     * @return a sequence number, 0 if nothing was lost
     */
    public long newestLoss() {
        return newestLoss.get();
    }

    /**
     * Counts the runs that are open on this thread.
     *
     * @return a counter to move and read
     */
    public AtomicInteger openRuns() {
        return openRuns;
    }
}
