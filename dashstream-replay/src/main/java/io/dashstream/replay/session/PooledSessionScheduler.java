package io.dashstream.replay.session;

import io.dashstream.replay.ReplayException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real time and a few daemon threads for all sessions of a server. What comes after {@link #close()} is dropped: the
 * sessions are over then. Thread-safe.
 */
public final class PooledSessionScheduler implements SessionScheduler, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PooledSessionScheduler.class);

    private final ScheduledThreadPoolExecutor pool;

    /**
     * Creates the threads.
     *
     * @param threads how many, 1 or more
     */
    public PooledSessionScheduler(int threads) {
        if (threads < 1) {
            throw new ReplayException("session threads " + threads + " must be 1 or more");
        }
        AtomicInteger number = new AtomicInteger();
        ThreadFactory daemons = task -> {
            Thread thread = Executors.defaultThreadFactory().newThread(task);
            thread.setName("dashstream-sessions-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        pool = new ScheduledThreadPoolExecutor(threads, daemons);
        pool.setRemoveOnCancelPolicy(true);
        pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        try {
            Future<?> scheduled = pool.schedule(loud(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> LOG.trace("Nothing to cancel: the threads are gone");
        }
    }

    @Override
    public void execute(Runnable task) {
        try {
            pool.execute(loud(task));
        } catch (RejectedExecutionException e) {
            LOG.trace("Dropped a session's task: the threads are gone");
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    /** The pool keeps what a task throws in a future that nobody asks: it is said here. */
    private static Runnable loud(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("A session's task failed", e);
                throw e;
            }
        };
    }
}
