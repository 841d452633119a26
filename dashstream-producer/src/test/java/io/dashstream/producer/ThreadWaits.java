package io.dashstream.producer;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/**
 * How often a thread has waited so far: for a monitor, a lock, a condition, a parking or a sleep, however short. The JVM counts;
 * no clock is looked at.
 */
record ThreadWaits(long blocked, long waited) {

    /** Of the thread that asks. */
    static ThreadWaits ofThisThread() {
        ThreadInfo thread = ManagementFactory.getThreadMXBean()
                .getThreadInfo(Thread.currentThread().getId());
        return new ThreadWaits(thread.getBlockedCount(), thread.getWaitedCount());
    }
}
