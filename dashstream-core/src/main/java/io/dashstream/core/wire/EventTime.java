package io.dashstream.core.wire;

import io.dashstream.core.wire.v1.Header;
import java.time.Instant;

/**
 * When a message says it happened: {@code Header.timestamp_us}, microseconds since the Unix epoch, as a type.
 *
 * <p>The only place where microseconds become an {@link Instant} and back. A time that cannot be right is kept apart from one
 * that can: it may be shown, but no latency, order or age is computed from it.
 */
public sealed interface EventTime {

    /**
     * A time that may be true.
     *
     * @param instant when it happened
     */
    record Known(Instant instant) implements EventTime {}

    /** No time was set. In proto3 an unset field and 0 are the same, and nothing happened at the epoch. */
    record Missing() implements EventTime {}

    /**
     * A time before 2000 or from 2200 on: negative, in another unit than microseconds, or from a clock that was never set.
     *
     * @param instant what the field says, read as microseconds
     */
    record Implausible(Instant instant) implements EventTime {}

    /**
     * The time in a header.
     *
     * @param header any header
     * @return its time
     */
    static EventTime of(Header header) {
        return ofMicros(header.getTimestampUs());
    }

    /**
     * The time that a number of microseconds stands for.
     *
     * @param micros microseconds since the epoch, any value
     * @return what to make of it
     */
    static EventTime ofMicros(long micros) {
        if (micros == 0) {
            return new Missing();
        }
        Instant instant = Micros.toInstant(micros);
        boolean plausible = !instant.isBefore(Micros.EARLIEST) && instant.isBefore(Micros.LATEST);
        return plausible ? new Known(instant) : new Implausible(instant);
    }

    /**
     * The number of microseconds to write for an instant; what is finer is cut off.
     *
     * @param instant when it happened
     * @return microseconds since the epoch
     * @throws WireException with {@link WireException.Reason#INVALID_ARGUMENT} if 64 bits cannot hold it
     */
    static long toMicros(Instant instant) {
        return Micros.of(instant);
    }

    /**
     * The instant of a number of microseconds, whether it is plausible or not.
     *
     * @param micros microseconds since the epoch, any value
     * @return the instant, exact
     */
    static Instant toInstant(long micros) {
        return Micros.toInstant(micros);
    }
}
