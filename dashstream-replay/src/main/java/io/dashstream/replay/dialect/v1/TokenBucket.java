package io.dashstream.replay.dialect.v1;

import io.dashstream.replay.dialect.Pace;
import io.dashstream.replay.session.SessionScheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * So many records a second, after a burst. A page may overdraw: then it takes longer until the next. Thread-safe.
 */
final class TokenBucket implements Pace {

    private static final double NANOS_PER_SECOND = 1e9;

    private final SessionScheduler scheduler;
    private final int perSecond;
    private final int burst;
    private final Runnable wake;
    private double tokens;
    private long filledAt;
    private SessionScheduler.@Nullable Timer timer;
    private boolean over;

    TokenBucket(SessionScheduler scheduler, int perSecond, int burst, Runnable wake) {
        this.scheduler = scheduler;
        this.perSecond = perSecond;
        this.burst = burst;
        this.wake = wake;
        this.tokens = burst;
        this.filledAt = scheduler.nanoTime();
    }

    @Override
    public synchronized boolean isOpen() {
        fill();
        if (tokens < 1 && timer == null && !over) {
            long nanos = (long) Math.ceil((1 - tokens) / perSecond * NANOS_PER_SECOND);
            timer = scheduler.schedule(Duration.ofNanos(nanos), this::open);
        }
        return tokens >= 1;
    }

    @Override
    public synchronized void spend(int records) {
        fill();
        tokens -= records;
    }

    @Override
    public synchronized void end() {
        over = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void open() {
        synchronized (this) {
            timer = null;
        }
        wake.run();
    }

    private void fill() {
        long now = scheduler.nanoTime();
        tokens = Math.min(burst, tokens + (now - filledAt) / NANOS_PER_SECOND * perSecond);
        filledAt = now;
    }
}
