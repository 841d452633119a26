package io.dashstream.core.wire;

import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.MessageType;
import java.util.Locale;

/** What a {@link DashStreamMessage} can be: one constant for each case of its oneof. */
public enum MessageKind {
    /** Something that happened in a run. */
    EVENT(MessageType.MESSAGE_TYPE_EVENT),
    /** How the state changed. */
    STATE_DIFF(MessageType.MESSAGE_TYPE_STATE_DIFF),
    /** A piece of streamed model output. */
    TOKEN_CHUNK(MessageType.MESSAGE_TYPE_TOKEN_CHUNK),
    /** A stage of a tool call. */
    TOOL_EXECUTION(MessageType.MESSAGE_TYPE_TOOL_EXECUTION),
    /** The whole state. */
    CHECKPOINT(MessageType.MESSAGE_TYPE_CHECKPOINT),
    /** Measurements. */
    METRICS(MessageType.MESSAGE_TYPE_METRICS),
    /** An error that is not just the end of a node or graph. */
    ERROR(MessageType.MESSAGE_TYPE_ERROR),
    /** Events of one thread in one record. */
    EVENT_BATCH(MessageType.MESSAGE_TYPE_EVENT_BATCH),
    /** A summary of a whole execution. */
    EXECUTION_TRACE(MessageType.MESSAGE_TYPE_EXECUTION_TRACE);

    private final MessageType type;
    private final String label = name().toLowerCase(Locale.ROOT);

    MessageKind(MessageType type) {
        this.type = type;
    }

    /**
     * The kind as the value of the metric label {@code message_type}.
     *
     * @return the name in lower case, such as {@code state_diff}
     */
    public String label() {
        return label;
    }

    /**
     * The kind as it stands in a header.
     *
     * @return the header's type for this kind
     */
    public MessageType type() {
        return type;
    }

    /**
     * The kind of a message.
     *
     * @param message any message
     * @return its kind
     * @throws WireException with {@link WireException.Reason#NO_KIND} if none is set, as when a newer producer sent a kind that
     *     this version does not know
     */
    public static MessageKind of(DashStreamMessage message) {
        return switch (message.getMessageCase()) {
            case EVENT -> EVENT;
            case STATE_DIFF -> STATE_DIFF;
            case TOKEN_CHUNK -> TOKEN_CHUNK;
            case TOOL_EXECUTION -> TOOL_EXECUTION;
            case CHECKPOINT -> CHECKPOINT;
            case METRICS -> METRICS;
            case ERROR -> ERROR;
            case EVENT_BATCH -> EVENT_BATCH;
            case EXECUTION_TRACE -> EXECUTION_TRACE;
            case MESSAGE_NOT_SET ->
                throw new WireException(
                        WireException.Reason.NO_KIND,
                        "the message is of no known kind; it must be one of the kinds of schema version "
                                + SchemaVersion.CURRENT);
        };
    }
}
