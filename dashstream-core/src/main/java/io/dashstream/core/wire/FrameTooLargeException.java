package io.dashstream.core.wire;

/** A message whose encoded size is above the limit; nothing was encoded. */
public final class FrameTooLargeException extends WireException {

    /** What it would have had. */
    private final long messageBytes;

    /** What was allowed. */
    private final int limit;

    FrameTooLargeException(MessageKind kind, long messageBytes, int limit) {
        super(
                Reason.TOO_LARGE,
                "a message of kind " + kind.label() + " has " + messageBytes + " bytes; at most " + limit
                        + " are allowed (maxMessageBytes)");
        this.messageBytes = messageBytes;
        this.limit = limit;
    }

    /**
     * The size the message would have had, without framing.
     *
     * @return bytes, more than {@link #limit()}
     */
    public long messageBytes() {
        return messageBytes;
    }

    /**
     * The encoder's limit.
     *
     * @return bytes
     */
    public int limit() {
        return limit;
    }
}
