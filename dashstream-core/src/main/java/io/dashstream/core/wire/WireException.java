package io.dashstream.core.wire;

import io.dashstream.core.DashStreamException;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Bytes that are not a DashStream message, or a message that must not become bytes.
 *
 * <p>Says why as a {@link Reason} from a closed set, fit for a metric label, and where as a {@link #position()}. The
 * message text names what was found and what is allowed; it is bounded, whatever the input was.
 */
public class WireException extends DashStreamException {

    private static final int NOWHERE = -1;

    /** Never changes the text's meaning, so that handlers need not read it. */
    private final Reason reason;

    /** An offset, or {@link #NOWHERE}. */
    private final int position;

    /**
     * Creates an exception that has no place in a record.
     *
     * @param reason which rule was broken
     * @param message what was found and what is allowed; bounded by the caller
     */
    public WireException(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.position = NOWHERE;
    }

    WireException(Reason reason, int position, String message) {
        super(message);
        this.reason = reason;
        this.position = position;
    }

    WireException(Reason reason, int position, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.position = position;
    }

    /**
     * Which rule was broken.
     *
     * @return the reason, never one that a handler has to read the text for
     */
    public final Reason reason() {
        return reason;
    }

    /**
     * Where decoding stopped: an offset into the record value; for {@link Reason#MALFORMED_MESSAGE} into the message, which is
     * what follows the framing byte, after decompression.
     *
     * @return the offset, or empty when the exception is not about bytes
     */
    public final OptionalInt position() {
        return position == NOWHERE ? OptionalInt.empty() : OptionalInt.of(position);
    }

    /** Every rule that a message or its bytes can break. */
    public enum Reason {
        /** The record has no value, or one of zero bytes. */
        EMPTY,
        /** The first byte is none of those that the decoder takes. */
        UNKNOWN_FRAMING,
        /** The message is larger than the limit, or says that it will be. */
        TOO_LARGE,
        /** The message has more parts than the limit leaves memory for, or values nested too deep. */
        TOO_COMPLEX,
        /** The zstd frame does not say how large its content is, and the decoder insists on it. */
        UNKNOWN_CONTENT_SIZE,
        /** The zstd frame says another content size than it has. */
        CONTENT_SIZE_MISMATCH,
        /** The zstd frame is cut short or damaged. */
        MALFORMED_COMPRESSION,
        /** Bytes follow the one zstd frame, perhaps another frame. */
        TRAILING_BYTES,
        /** The bytes are not a protobuf message. */
        MALFORMED_MESSAGE,
        /** The message is of no kind that this version knows. */
        NO_KIND,
        /** The message, or an event inside it, was written with a newer schema. */
        NEWER_SCHEMA,
        /** A tenant or thread id is blank, too long or not Unicode. */
        INVALID_ID,
        /** A value given by the application is outside its range. */
        INVALID_ARGUMENT;

        private final String label = name().toLowerCase(Locale.ROOT);

        /**
         * The reason as a metric label.
         *
         * @return the name in lower case
         */
        public String label() {
            return label;
        }
    }
}
