package io.dashstream.producer;

import io.dashstream.producer.event.TimeSource;
import java.util.concurrent.TimeUnit;

/** Notices that somebody has set the wall clock: it moved by another amount than the monotonic one. For one thread. */
final class ClockWatch {

    /** More than a time server's slow corrections make in the minutes between two looks. */
    private static final long MOST_DRIFT_MICROS = TimeUnit.SECONDS.toMicros(1);

    private final TimeSource time;
    private long lastWallMicros;
    private long lastNanos;

    ClockWatch(TimeSource time) {
        this.time = time;
        this.lastWallMicros = time.epochMicros();
        this.lastNanos = time.nanoTime();
    }

    /** Whether the wall clock was set, to either side, by more than a second since the last call. */
    boolean stepped() {
        long wallMicros = time.epochMicros();
        long nanos = time.nanoTime();
        long drift = (wallMicros - lastWallMicros) - (nanos - lastNanos) / 1_000;
        lastWallMicros = wallMicros;
        lastNanos = nanos;
        return Math.abs(drift) > MOST_DRIFT_MICROS;
    }
}
