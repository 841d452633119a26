package io.dashstream.producer.event;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The machine's clocks. The wall clock is looked at once a second; between, the monotonic clock tells how far it has moved, so
 * that a step of the wall clock shows within a second.
 */
final class SystemTime implements TimeSource {

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What both clocks said at one moment. */
    private record Anchor(long nanoTime, long epochMicros) {}

    private volatile Anchor anchor = new Anchor(System.nanoTime(), wallMicros());

    @Override
    public long epochMicros() {
        return wallMicros();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochMicros(long justNow) {
        Anchor known = anchor;
        long elapsed = justNow - known.nanoTime();
        if (elapsed > LONGEST_NANOS) {
            known = new Anchor(justNow, wallMicros());
            anchor = known;
            elapsed = 0;
        }
        return known.epochMicros() + elapsed / 1_000;
    }

    private static long wallMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
