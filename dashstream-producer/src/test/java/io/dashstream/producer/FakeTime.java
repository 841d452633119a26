package io.dashstream.producer;

import io.dashstream.producer.event.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Clocks that stand still until they are moved. */
final class FakeTime implements TimeSource {

    private final AtomicBoolean fails = new AtomicBoolean();
    private final AtomicLong nanos = new AtomicLong(1_000_000_000);
    private final AtomicLong micros = new AtomicLong(1_700_000_000_000_000L);

    /** Moves both clocks on. */
    void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
        micros.addAndGet(duration.toNanos() / 1_000);
    }

    /** Sets the wall clock back, and only that. */
    void setBack(Duration duration) {
        micros.addAndGet(-duration.toNanos() / 1_000);
    }

    /** The worker's next look at the clock fails. */
    void failOnceOnTheWorker() {
        fails.set(true);
    }

    @Override
    public long epochMicros() {
        return micros.get();
    }

    @Override
    public long nanoTime() {
        if (fails.get() && Thread.currentThread().getName().endsWith("-worker") && fails.compareAndSet(true, false)) {
            throw new AssertionError("a bug in the worker");
        }
        return nanos.get();
    }
}
