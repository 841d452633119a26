package io.dashstream.producer.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.v1.Error.Severity;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.ToolExecution.ExecutionStage;
import io.dashstream.producer.memory.HeapSize;
import java.util.Optional;
import java.util.OptionalInt;

/** A message as the calling thread hands it over: plain and immutable. The worker makes the wire form of it. */
public sealed interface Draft {

    /** What the objects around a message weigh: the record, its envelope, ids, and its place in the queue. */
    long OVERHEAD_BYTES = 200;

    /**
     * What the message has in common with all others.
     *
     * @return the envelope
     */
    Envelope envelope();

    /**
     * The kind under which it is counted.
     *
     * @return the kind
     */
    MessageKind kind();

    /**
     * What it weighs in the queue: all that a call can make long is counted. Ids of runs and threads are bounded and shared by
     * their messages, those of calls are the producer's own.
     *
     * @return an estimate in bytes
     */
    long approximateBytes();

    /**
     * Whether it is one of the many and cheap, which give way first.
     *
     * @return whether it may be shed
     */
    default boolean sheddable() {
        return false;
    }

    /**
     * Something happened.
     *
     * @param envelope common part
     * @param type what
     * @param nodeId where, empty for the graph
     * @param facts attributes
     * @param durationMicros microseconds, 0 if none
     * @param llmRequestId the model call, empty if none
     * @param sheddable whether it may be shed
     */
    record Happening(
            Envelope envelope,
            EventType type,
            String nodeId,
            Facts facts,
            long durationMicros,
            String llmRequestId,
            boolean sheddable)
            implements Draft {
        @Override
        public MessageKind kind() {
            return MessageKind.EVENT;
        }

        @Override
        public long approximateBytes() {
            return OVERHEAD_BYTES + HeapSize.ofName(nodeId) + facts.approximateBytes();
        }
    }

    /**
     * A run begins.
     *
     * @param envelope common part
     * @param facts the attributes that always fit
     * @param manifestJson the graph for people, left out if the record would be too large
     * @param schemaJson the graph for drawing, likewise
     * @param initialState the state that diffs build on, if there is one
     * @param stateOmitted whether there is one that could not be captured
     * @param heapBytes about what the state weighs in memory
     */
    record Start(
            Envelope envelope,
            Facts facts,
            String manifestJson,
            String schemaJson,
            Optional<JsonNode> initialState,
            boolean stateOmitted,
            long heapBytes)
            implements Draft {
        @Override
        public MessageKind kind() {
            return MessageKind.EVENT;
        }

        @Override
        public long approximateBytes() {
            return OVERHEAD_BYTES
                    + facts.approximateBytes()
                    + HeapSize.ofText(manifestJson)
                    + HeapSize.ofText(schemaJson)
                    + heapBytes;
        }
    }

    /**
     * The state changed.
     *
     * @param envelope common part
     * @param tree the new state, not yet redacted
     * @param stateBytes about how long its JSON is
     * @param newHeapBytes about what it weighs in memory that the state before did not
     * @param wholeState whether it has to go out as a checkpoint
     */
    record State(Envelope envelope, JsonNode tree, long stateBytes, long newHeapBytes, boolean wholeState)
            implements Draft {
        @Override
        public MessageKind kind() {
            return wholeState ? MessageKind.CHECKPOINT : MessageKind.STATE_DIFF;
        }

        @Override
        public long approximateBytes() {
            return OVERHEAD_BYTES + newHeapBytes;
        }
    }

    /**
     * The state changed, but nobody could read it. Its number is never sent: the hole tells receivers that they do not know the
     * state any more.
     *
     * @param envelope common part
     * @param tooLarge whether its size was the reason
     */
    record LostState(Envelope envelope, boolean tooLarge) implements Draft {
        @Override
        public MessageKind kind() {
            return MessageKind.STATE_DIFF;
        }

        @Override
        public long approximateBytes() {
            return OVERHEAD_BYTES;
        }
    }

    /**
     * A piece of a model's answer.
     *
     * @param envelope common part
     * @param requestId the model call
     * @param model the model, empty if unknown
     * @param text the piece
     * @param index its number in the answer, from 0
     * @param end what the end of the answer brings, empty while it goes on
     */
    record Token(Envelope envelope, String requestId, String model, String text, int index, Optional<TokenEnd> end)
            implements Draft {
        @Override
        public MessageKind kind() {
            return MessageKind.TOKEN_CHUNK;
        }

        @Override
        public long approximateBytes() {
            return OVERHEAD_BYTES + HeapSize.ofName(model) + HeapSize.ofText(text);
        }

        @Override
        public boolean sheddable() {
            return end.isEmpty();
        }
    }

    /**
     * The end of a model's answer.
     *
     * @param finishReason why it ended: stop, length, content_filter, tool_calls or error
     * @param promptTokens tokens read, if known
     * @param completionTokens tokens written, if known
     */
    record TokenEnd(String finishReason, OptionalInt promptTokens, OptionalInt completionTokens) {}

    /**
     * A stage of a tool call.
     *
     * @param envelope common part
     * @param callId the call
     * @param tool the tool's name
     * @param stage the stage
     * @param arguments what it was called with, at the first stage
     * @param result what it gave, at the last
     * @param error what went wrong, empty if nothing
     * @param durationMicros microseconds since the call began
     * @param retries how often it was tried again so far
     * @param payloadBytes about how long arguments and result are
     */
    record Tool(
            Envelope envelope,
            String callId,
            String tool,
            ExecutionStage stage,
            Optional<JsonNode> arguments,
            Optional<JsonNode> result,
            String error,
            long durationMicros,
            int retries,
            long payloadBytes)
            implements Draft {
        @Override
        public MessageKind kind() {
            return MessageKind.TOOL_EXECUTION;
        }

        @Override
        public long approximateBytes() {
            return OVERHEAD_BYTES + HeapSize.ofName(tool) + HeapSize.ofText(error) + payloadBytes;
        }
    }

    /**
     * Measurements.
     *
     * @param envelope common part
     * @param scope what was measured: run, node, model
     * @param scopeId which one
     * @param values the figures
     */
    record Measurements(Envelope envelope, String scope, String scopeId, Facts values) implements Draft {
        @Override
        public MessageKind kind() {
            return MessageKind.METRICS;
        }

        @Override
        public long approximateBytes() {
            return OVERHEAD_BYTES + values.approximateBytes();
        }
    }

    /**
     * Something went wrong that does not end a node or a run.
     *
     * @param envelope common part
     * @param code a short code
     * @param message for people
     * @param severity how bad
     * @param exceptionType the class of the exception, empty if there is none
     * @param stackTrace cut, empty if there is none
     */
    record Problem(
            Envelope envelope, String code, String message, Severity severity, String exceptionType, String stackTrace)
            implements Draft {
        @Override
        public MessageKind kind() {
            return MessageKind.ERROR;
        }

        @Override
        public long approximateBytes() {
            return OVERHEAD_BYTES
                    + HeapSize.ofName(code)
                    + HeapSize.ofText(message)
                    + HeapSize.ofName(exceptionType)
                    + HeapSize.ofText(stackTrace);
        }
    }
}
