package io.dashstream.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dashstream.core.json.JsonException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes a tree as JSON bytes without white space. The spelling decides the order of members and how doubles look. */
class JsonWriter {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private final ByteSink out;
    private final Spelling spelling;
    private final TextWriter text;
    private final NumberWriter number;
    private final Names names = new Names();

    JsonWriter(ByteSink out, Spelling spelling) {
        this.out = out;
        this.spelling = spelling;
        this.text = new TextWriter(out);
        this.number = new NumberWriter(out, spelling);
    }

    final void write(JsonNode node) {
        write(node, 0);
    }

    private void write(JsonNode node, int depth) {
        if (node instanceof TextNode) {
            text.write(node.textValue());
            return;
        }
        if (node instanceof IntNode) {
            number.whole(node.intValue());
            return;
        }
        switch (node.getNodeType()) {
            case OBJECT, ARRAY -> container(node, depth + 1);
            case STRING -> text.write(node.textValue());
            case NUMBER -> number.write(node);
            case BOOLEAN -> bytes(node.booleanValue() ? TRUE : FALSE);
            case NULL -> bytes(NULL);
            case BINARY, MISSING, POJO ->
                throw new JsonException(
                        Reason.NOT_A_JSON_VALUE, "a node of type " + node.getNodeType() + " is not a JSON value");
        }
    }

    /** Writes an object or an array, which is at this depth; the outermost one has depth 1. */
    void container(JsonNode node, int depth) {
        requireDepth(depth);
        if (node instanceof ObjectNode object) {
            object(object, depth);
        } else {
            array((ArrayNode) node, depth);
        }
    }

    private void object(ObjectNode node, int depth) {
        char separator = '{';
        for (Map.Entry<String, JsonNode> member : spelling.members(node)) {
            name(separator, member.getKey());
            separator = ',';
            write(member.getValue(), depth);
        }
        if (separator == '{') {
            one('{');
        }
        one('}');
    }

    private void name(char separator, String name) {
        byte[] spelled = names.spelled(name);
        if (spelled.length == 0) {
            one(separator);
            text.write(name);
            one(':');
            return;
        }
        out.ensure(spelled.length + 1);
        out.buffer[out.position] = (byte) separator;
        System.arraycopy(spelled, 0, out.buffer, out.position + 1, spelled.length);
        out.position += spelled.length + 1;
    }

    private void array(ArrayNode node, int depth) {
        one('[');
        for (int index = 0, size = node.size(); index < size; index++) {
            if (index > 0) {
                one(',');
            }
            write(node.get(index), depth);
        }
        one(']');
    }

    static void requireDepth(int depth) {
        if (depth > StrictJson.MAX_DEPTH) {
            throw JsonLimits.tooDeep();
        }
    }

    final void bytes(byte[] bytes) {
        for (int start = 0; start < bytes.length; ) {
            int count = Math.min(bytes.length - start, ByteSink.MAX_ROOM);
            out.ensure(count);
            System.arraycopy(bytes, start, out.buffer, out.position, count);
            out.position += count;
            start += count;
        }
    }

    private void one(char c) {
        out.ensure(1);
        out.buffer[out.position++] = (byte) c;
    }
}
