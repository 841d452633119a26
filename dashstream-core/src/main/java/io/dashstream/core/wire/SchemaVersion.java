package io.dashstream.core.wire;

import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.Header;
import java.util.OptionalLong;

/**
 * The policy for schema versions, in one place.
 *
 * <p>Every header says which version of the schema it was written with, the events inside a batch included; 0 is read as 1.
 * A message with a newer version still decodes, as protobuf skips what it does not know, and its header can be read; but it
 * may mean something else than it seems to. So it is never applied: who meets one counts it, says so, and treats the run's
 * state as unknown from there on. {@link FrameDecoder} does not judge versions, so that a reader can still name the thread,
 * the run and the sequence of what it refuses.
 */
public final class SchemaVersion {

    /** The version that this library writes, and the highest that it understands. */
    public static final int CURRENT = 1;

    /** What a header without a version was written with. */
    static final long FIRST = 1;

    private SchemaVersion() {}

    /**
     * The version that a header was written with.
     *
     * @param header any header
     * @return its version as an unsigned 32-bit number, at least 1
     */
    public static long of(Header header) {
        return of(header.getSchemaVersion());
    }

    static long of(int asEncoded) {
        return Math.max(FIRST, Integer.toUnsignedLong(asEncoded));
    }

    /**
     * Looks for a version that this library does not understand, in the message's header and in those of a batch's events.
     *
     * @param message any message
     * @return the highest version found if it is newer than {@link #CURRENT}, otherwise empty
     */
    public static OptionalLong newerIn(DashStreamMessage message) {
        long highest = highestIn(message);
        return highest > CURRENT ? OptionalLong.of(highest) : OptionalLong.empty();
    }

    /** The highest version in the message's header and in those of a batch's events. */
    static long highestIn(DashStreamMessage message) {
        long highest = of(Messages.header(message));
        if (message.hasEventBatch()) {
            for (Event event : message.getEventBatch().getEventsList()) {
                highest = Math.max(highest, of(event.getHeader()));
            }
        }
        return highest;
    }

    /**
     * Refuses a message that {@link #newerIn} finds fault with.
     *
     * @param message any message
     * @throws WireException with {@link WireException.Reason#NEWER_SCHEMA} if it, or an event inside it, is newer
     */
    public static void requireSupported(DashStreamMessage message) {
        OptionalLong newer = newerIn(message);
        if (newer.isPresent()) {
            throw new WireException(
                    WireException.Reason.NEWER_SCHEMA,
                    "a message of kind " + MessageKind.of(message).label() + " has schema version " + newer.getAsLong()
                            + "; this version of DashStream understands at most " + CURRENT);
        }
    }
}
