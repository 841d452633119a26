package io.dashstream.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dashstream.core.json.JsonException.Reason;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Tells how many bytes {@link StrictJson#write(JsonNode)} would give, without writing them. With a limit it stops soon
 * after it: what is beyond the limit is never looked at.
 *
 * <p>Not thread-safe. A sizer remembers, by identity, the size of every container that it was asked for, so asking for a
 * container around it does not look into it again.
 */
public final class JsonSizer {

    private final IdentityHashMap<JsonNode, Long> known = new IdentityHashMap<>();

    /** Creates a sizer that knows nothing yet. */
    public JsonSizer() {}

    /**
     * The exact size of a value.
     *
     * @param value any JSON value
     * @return a number of bytes
     * @throws JsonException if the tree is not a JSON value
     */
    public long size(JsonNode value) {
        return sizeUpTo(value, Long.MAX_VALUE);
    }

    /**
     * The exact size of a value, or some number above the limit if the size is above the limit.
     *
     * @param value any JSON value
     * @param limit from where on the exact size does not matter
     * @return a number of bytes
     * @throws JsonException if what was looked at is not JSON
     */
    public long sizeUpTo(JsonNode value, long limit) {
        long size = size(value, 0, limit);
        if (size <= limit && value.isContainerNode()) {
            known.put(value, size);
        }
        return size;
    }

    /**
     * The exact size of a string with its quotes and escapes.
     *
     * @param text any string
     * @return a number of bytes
     */
    public static long textSize(String text) {
        return TextSize.of(text, Long.MAX_VALUE);
    }

    private long size(JsonNode node, int depth, long limit) {
        if (node instanceof TextNode) {
            return TextSize.of(node.textValue(), limit);
        }
        return switch (node.getNodeType()) {
            case OBJECT, ARRAY -> container(node, depth + 1, limit);
            case STRING -> TextSize.of(node.textValue(), limit);
            case NUMBER -> number(node);
            case BOOLEAN -> node.booleanValue() ? 4 : 5;
            case NULL -> 4;
            case BINARY, MISSING, POJO ->
                throw new JsonException(
                        Reason.NOT_A_JSON_VALUE, "a node of type " + node.getNodeType() + " is not a JSON value");
        };
    }

    private long container(JsonNode node, int depth, long limit) {
        JsonWriter.requireDepth(depth);
        Long remembered = known.isEmpty() ? null : known.get(node);
        if (remembered != null) {
            return remembered;
        }
        // Two brackets, and a comma between two children.
        long size = 2L + Math.max(0, node.size() - 1);
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (size > limit) {
                    return size;
                }
                size += TextSize.of(member.getKey(), limit - size) + 1;
                size += size(member.getValue(), depth, limit - size);
            }
        } else {
            ArrayNode array = (ArrayNode) node;
            for (int index = 0; index < array.size() && size <= limit; index++) {
                size += size(array.get(index), depth, limit - size);
            }
        }
        return size;
    }

    private static long number(JsonNode node) {
        if (node.canConvertToLong() && node.isIntegralNumber()) {
            return digits(node.longValue());
        }
        GrowingSink sink = new GrowingSink(32, ByteSink.MAX_ROOM);
        new NumberWriter(sink, Spelling.COMPACT).write(node);
        return sink.position;
    }

    private static int digits(long value) {
        if (value == Long.MIN_VALUE) {
            return 20;
        }
        int digits = value < 0 ? 2 : 1;
        for (long power = 10, rest = Math.abs(value); rest >= power; power *= 10) {
            digits++;
            if (power > Long.MAX_VALUE / 10) {
                break;
            }
        }
        return digits;
    }
}
