package io.dashstream.producer.event;

import java.time.Instant;

/** Where the producer's time comes from: the wall for display, the monotonic clock for everything that is measured. */
public interface TimeSource {

    /**
     * Now, for people.
     *
     * @return microseconds since the Unix epoch
     */
    long epochMicros();

    /**
     * Now, for durations.
     *
     * @return nanoseconds since any moment, never going back
     */
    long nanoTime();

    /**
     * The machine's clocks.
     *
     * @return a time source
     */
    static TimeSource system() {
        return new TimeSource() {
            @Override
            public long epochMicros() {
                Instant now = Instant.now();
                return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }
        };
    }
}
