package io.dashstream.core.wire;

import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Error;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.ExecutionTrace;
import java.util.Collection;
import java.util.Map;

/**
 * Looks at a message before protobuf does, for the two things that protobuf answers too late.
 *
 * <p>Attribute values, the only part of the schema that can hold itself, may be nested so deep that they could be written but
 * not read. And protobuf makes an object for each entry of a map only to learn its size, 80 bytes of garbage for an entry of
 * twenty; so a map is counted here first, up to the limit and no further.
 */
final class EncodingGuard {

    /** Tag and length of the entry, of its key and of its value. */
    private static final int LEAST_ENTRY_BYTES = 6;

    private final int maxMessageBytes;
    private long leastBytes;

    private EncodingGuard(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /** A size that the message's maps alone have at least; counting stops once it is above the limit. */
    static long leastBytes(DashStreamMessage message, int maxMessageBytes) {
        EncodingGuard guard = new EncodingGuard(maxMessageBytes);
        guard.message(message);
        return guard.leastBytes;
    }

    static WireException tooDeep(String what) {
        return new WireException(
                WireException.Reason.TOO_COMPLEX,
                what + " nests deeper than " + WireLimits.MAX_ATTRIBUTE_DEPTH + " arrays and maps");
    }

    private void message(DashStreamMessage message) {
        switch (MessageKind.of(message)) {
            case EVENT -> event(message.getEvent());
            case EVENT_BATCH -> message.getEventBatch().getEventsList().forEach(this::event);
            case CHECKPOINT -> keys(message.getCheckpoint().getMetadataMap());
            case TOOL_EXECUTION -> error(message.getToolExecution().getErrorDetails());
            case METRICS -> {
                keys(message.getMetrics().getMetricsMap());
                keys(message.getMetrics().getTagsMap());
            }
            case ERROR -> error(message.getError());
            case EXECUTION_TRACE -> trace(message.getExecutionTrace());
            case STATE_DIFF, TOKEN_CHUNK -> {
                // No maps.
            }
        }
    }

    private void event(Event event) {
        if (event.getAttributesCount() > 0) {
            event.getAttributesMap().forEach((name, value) -> {
                key(name);
                if (!isWithin(value, WireLimits.MAX_ATTRIBUTE_DEPTH)) {
                    throw tooDeep("attribute \"" + LogText.of(name) + "\"");
                }
            });
        }
    }

    private void error(Error error) {
        keys(error.getContextMap());
    }

    private void trace(ExecutionTrace trace) {
        keys(trace.getMetadataMap());
        trace.getNodesExecutedList().forEach(node -> keys(node.getMetadataMap()));
    }

    private boolean isWithin(AttributeValue value, int levels) {
        return switch (value.getValueCase()) {
            case ARRAY_VALUE -> areWithin(value.getArrayValue().getValuesList(), levels - 1);
            case MAP_VALUE -> {
                Map<String, AttributeValue> entries = value.getMapValue().getValuesMap();
                keys(entries);
                yield areWithin(entries.values(), levels - 1);
            }
            default -> true;
        };
    }

    private boolean areWithin(Collection<AttributeValue> values, int levels) {
        return levels >= 0 && values.stream().allMatch(value -> isWithin(value, levels));
    }

    private void keys(Map<String, ?> map) {
        for (String key : map.keySet()) {
            if (leastBytes > maxMessageBytes) {
                return;
            }
            key(key);
        }
    }

    private void key(String key) {
        leastBytes += LEAST_ENTRY_BYTES + key.length();
    }
}
