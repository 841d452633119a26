package io.dashstream.core.wire;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much the calling thread allocates on the Java heap while it does something. */
final class Allocations {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocations() {}

    static long during(Runnable work) {
        long before = soFar();
        work.run();
        return soFar() - before;
    }

    static long soFar() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
