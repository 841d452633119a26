package io.dashstream.producer.event;

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
     * The wall clock at a reading of {@link #nanoTime()} that was just taken: where looking at a clock is what a call costs, one
     * look is enough for both.
     *
     * @param justNow the reading
     * @return microseconds since the Unix epoch
     */
    default long epochMicros(long justNow) {
        return epochMicros();
    }

    /**
     * The machine's clocks.
     *
     * @return a time source
     */
    static TimeSource system() {
        return new SystemTime();
    }
}
