package io.dashstream.core.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.JsonException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes a tree as JSON bytes without white space. The spelling decides the order of members and how doubles look. */
final class JsonWriter {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** A character becomes at most six bytes, so a piece always fits into {@link ByteSink#MAX_ROOM}. */
    private static final int PIECE = 1024;

    private final ByteSink out;
    private final Spelling spelling;
    private final char[] piece = new char[PIECE];

    JsonWriter(ByteSink out, Spelling spelling) {
        this.out = out;
        this.spelling = spelling;
    }

    void write(JsonNode node) {
        write(node, 0);
    }

    private void write(JsonNode node, int depth) {
        switch (node.getNodeType()) {
            case OBJECT -> object((ObjectNode) node, depth + 1);
            case ARRAY -> array((ArrayNode) node, depth + 1);
            case STRING -> text(node.textValue());
            case NUMBER -> number(node);
            case BOOLEAN -> bytes(node.booleanValue() ? TRUE : FALSE);
            case NULL -> bytes(NULL);
            case BINARY, MISSING, POJO ->
                throw new JsonException(
                        Reason.NOT_A_JSON_VALUE, "a node of type " + node.getNodeType() + " is not a JSON value");
        }
    }

    private void object(ObjectNode node, int depth) {
        requireDepth(depth);
        one('{');
        boolean first = true;
        for (Map.Entry<String, JsonNode> member : spelling.members(node)) {
            if (!first) {
                one(',');
            }
            first = false;
            text(member.getKey());
            one(':');
            write(member.getValue(), depth);
        }
        one('}');
    }

    private void array(ArrayNode node, int depth) {
        requireDepth(depth);
        one('[');
        for (int index = 0; index < node.size(); index++) {
            if (index > 0) {
                one(',');
            }
            write(node.get(index), depth);
        }
        one(']');
    }

    private static void requireDepth(int depth) {
        if (depth > StrictJson.MAX_DEPTH) {
            throw JsonLimits.tooDeep();
        }
    }

    private void number(JsonNode node) {
        switch (node.numberType()) {
            case INT, LONG -> whole(node.longValue());
            case BIG_INTEGER ->
                ascii(Numbers.requireFinite(node.bigIntegerValue()).toString());
            case BIG_DECIMAL -> {
                if (node.decimalValue().scale() == 0) {
                    ascii(Numbers.requireFinite(node.bigIntegerValue()).toString());
                } else {
                    fraction(node.doubleValue());
                }
            }
            case FLOAT -> fraction(Double.parseDouble(NumberOutput.toString(node.floatValue(), true)));
            case DOUBLE -> fraction(node.doubleValue());
        }
    }

    private void fraction(double value) {
        if (Numbers.isSafeWhole(value)) {
            whole((long) value);
        } else {
            ascii(spelling.of(Numbers.requireFinite(value)));
        }
    }

    private void whole(long value) {
        out.ensure(20);
        out.position = NumberOutput.outputLong(value, out.buffer, out.position);
    }

    private void text(String text) {
        one('"');
        int length = text.length();
        for (int start = 0; start < length; ) {
            int end = Math.min(start + PIECE, length);
            if (end < length && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            text.getChars(start, end, piece, 0);
            characters(end - start);
            start = end;
        }
        one('"');
    }

    private void characters(int count) {
        out.ensure(6 * count);
        byte[] to = out.buffer;
        int at = out.position;
        for (int index = 0; index < count; index++) {
            char c = piece[index];
            if (c < 0x80) {
                if (c >= 0x20 && c != '"' && c != '\\') {
                    to[at++] = (byte) c;
                } else {
                    at = escape(to, at, c);
                }
            } else if (c < 0x800) {
                to[at++] = (byte) (0xC0 | (c >> 6));
                to[at++] = (byte) (0x80 | (c & 0x3F));
            } else if (!Character.isSurrogate(c)) {
                to[at++] = (byte) (0xE0 | (c >> 12));
                to[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                to[at++] = (byte) (0x80 | (c & 0x3F));
            } else if (index + 1 < count && Character.isSurrogatePair(c, piece[index + 1])) {
                int point = Character.toCodePoint(c, piece[++index]);
                to[at++] = (byte) (0xF0 | (point >> 18));
                to[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
                to[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
                to[at++] = (byte) (0x80 | (point & 0x3F));
            } else {
                at = escape(to, at, c);
            }
        }
        out.position = at;
    }

    private static int escape(byte[] to, int start, char c) {
        int at = start;
        to[at++] = '\\';
        switch (c) {
            case '"', '\\' -> to[at++] = (byte) c;
            case '\b' -> to[at++] = 'b';
            case '\t' -> to[at++] = 't';
            case '\n' -> to[at++] = 'n';
            case '\f' -> to[at++] = 'f';
            case '\r' -> to[at++] = 'r';
            default -> {
                to[at++] = 'u';
                to[at++] = HEX[c >> 12];
                to[at++] = HEX[(c >> 8) & 0xF];
                to[at++] = HEX[(c >> 4) & 0xF];
                to[at++] = HEX[c & 0xF];
            }
        }
        return at;
    }

    private void one(char c) {
        out.ensure(1);
        out.buffer[out.position++] = (byte) c;
    }

    private void bytes(byte[] bytes) {
        out.ensure(bytes.length);
        System.arraycopy(bytes, 0, out.buffer, out.position, bytes.length);
        out.position += bytes.length;
    }

    private void ascii(String text) {
        bytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
