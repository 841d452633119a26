package io.dashstream.core.wire;

import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import java.util.List;

/**
 * Questions that have an answer for every kind of message.
 *
 * <p>All functions are total over {@link MessageKind}; on a message of no kind they throw a {@link WireException}. Code that
 * stores, orders or lists messages asks here and does not switch over kinds itself.
 */
public final class Messages {

    /** The attribute of a GRAPH_START event that holds the state which later diffs build on. */
    public static final String INITIAL_STATE_ATTRIBUTE = "initial_state_json";

    private Messages() {}

    /**
     * The header of a message; of a batch, the envelope's.
     *
     * @param message any message
     * @return its header; an empty one if the sender set none
     */
    public static Header header(DashStreamMessage message) {
        return switch (MessageKind.of(message)) {
            case EVENT -> message.getEvent().getHeader();
            case STATE_DIFF -> message.getStateDiff().getHeader();
            case TOKEN_CHUNK -> message.getTokenChunk().getHeader();
            case TOOL_EXECUTION -> message.getToolExecution().getHeader();
            case CHECKPOINT -> message.getCheckpoint().getHeader();
            case METRICS -> message.getMetrics().getHeader();
            case ERROR -> message.getError().getHeader();
            case EVENT_BATCH -> message.getEventBatch().getHeader();
            case EXECUTION_TRACE -> message.getExecutionTrace().getHeader();
        };
    }

    /**
     * A message with another header; of a batch, with another envelope header.
     *
     * @param message any message
     * @param header the header it shall have
     * @return a copy that differs in nothing else
     */
    public static DashStreamMessage withHeader(DashStreamMessage message, Header header) {
        DashStreamMessage.Builder copy = message.toBuilder();
        switch (MessageKind.of(message)) {
            case EVENT -> copy.getEventBuilder().setHeader(header);
            case STATE_DIFF -> copy.getStateDiffBuilder().setHeader(header);
            case TOKEN_CHUNK -> copy.getTokenChunkBuilder().setHeader(header);
            case TOOL_EXECUTION -> copy.getToolExecutionBuilder().setHeader(header);
            case CHECKPOINT -> copy.getCheckpointBuilder().setHeader(header);
            case METRICS -> copy.getMetricsBuilder().setHeader(header);
            case ERROR -> copy.getErrorBuilder().setHeader(header);
            case EVENT_BATCH -> copy.getEventBatchBuilder().setHeader(header);
            case EXECUTION_TRACE -> copy.getExecutionTraceBuilder().setHeader(header);
        }
        return copy.build();
    }

    /**
     * The messages that a record stands for. A batch is exactly its events, each with its own thread, sequence and time; the
     * envelope says nothing about them and is left out. Ask {@link SchemaVersion} before, as the envelope has a version too.
     *
     * @param message any message
     * @return the events of a batch in their order, each as a message of its own; otherwise the message itself
     */
    public static List<DashStreamMessage> flatten(DashStreamMessage message) {
        if (MessageKind.of(message) != MessageKind.EVENT_BATCH) {
            return List.of(message);
        }
        return message.getEventBatch().getEventsList().stream()
                .map(event -> DashStreamMessage.newBuilder().setEvent(event).build())
                .toList();
    }

    /**
     * Whether losing this message makes a receiver unsure of a run's state: a StateDiff, a Checkpoint, or a GRAPH_START that
     * brings the initial state; a batch if one of its events does.
     *
     * @param message any message
     * @return whether the message carries state or a change of it
     */
    public static boolean carriesState(DashStreamMessage message) {
        return switch (MessageKind.of(message)) {
            case STATE_DIFF, CHECKPOINT -> true;
            case EVENT -> bringsInitialState(message.getEvent());
            case EVENT_BATCH -> message.getEventBatch().getEventsList().stream().anyMatch(Messages::bringsInitialState);
            case TOKEN_CHUNK, TOOL_EXECUTION, METRICS, ERROR, EXECUTION_TRACE -> false;
        };
    }

    private static boolean bringsInitialState(Event event) {
        return event.getEventType() == EventType.EVENT_TYPE_GRAPH_START
                && event.containsAttributes(INITIAL_STATE_ATTRIBUTE);
    }
}
