package io.dashstream.replay.session;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs the tasks of one session one after the other, on whatever thread the executor has, so that the session's own
 * state needs no locks. After each task the thread goes back to the executor: no session keeps another waiting.
 */
final class Mailbox {

    private final Executor executor;
    private final Consumer<RuntimeException> onFailure;
    private final Runnable afterEach;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    Mailbox(Executor executor, Consumer<RuntimeException> onFailure, Runnable afterEach) {
        this.executor = executor;
        this.onFailure = onFailure;
        this.afterEach = afterEach;
    }

    void post(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            executor.execute(this::runOne);
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            onFailure.accept(e);
        }
    }

    private void runOne() {
        Runnable task = tasks.poll();
        if (task == null) {
            throw new IllegalStateException("a mailbox counted a task that it does not have");
        }
        try {
            run(task);
            afterEach.run();
        } finally {
            if (waiting.decrementAndGet() > 0) {
                executor.execute(this::runOne);
            }
        }
    }
}
