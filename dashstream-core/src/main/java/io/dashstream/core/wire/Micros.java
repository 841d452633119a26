package io.dashstream.core.wire;

import java.time.Instant;

/** The arithmetic behind {@link EventTime}. */
final class Micros {

    static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private static final long PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private Micros() {}

    static Instant toInstant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS_PER_MICRO);
    }

    static long of(Instant instant) {
        try {
            return Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / NANOS_PER_MICRO);
        } catch (ArithmeticException e) {
            throw new WireException(
                    WireException.Reason.INVALID_ARGUMENT,
                    "the time " + instant + " does not fit into 64 bits of microseconds since 1970");
        }
    }
}
