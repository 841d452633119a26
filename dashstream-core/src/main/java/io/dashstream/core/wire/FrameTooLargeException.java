package io.dashstream.core.wire;

/** A message whose encoded size is above the limit; nothing was encoded. */
public final class FrameTooLargeException extends WireException {

    /** What it would have had. */
    private final long messageBytes;

    /** What was allowed. */
    private final int limit;

    private FrameTooLargeException(MessageKind kind, long messageBytes, int limit, String size) {
        super(
                Reason.TOO_LARGE,
                "a message of kind " + kind.label() + " has " + size + " bytes; at most " + limit
                        + " are allowed (maxMessageBytes)");
        this.messageBytes = messageBytes;
        this.limit = limit;
    }

    static FrameTooLargeException exactly(MessageKind kind, long messageBytes, int limit) {
        return new FrameTooLargeException(kind, messageBytes, limit, Long.toString(messageBytes));
    }

    static FrameTooLargeException atLeast(MessageKind kind, long leastBytes, int limit) {
        return new FrameTooLargeException(kind, leastBytes, limit, leastBytes + " or more");
    }

    /**
     * The size the message would have had, without framing. If its maps alone are above the limit, counting stopped there, and
     * the size is a lower bound.
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
