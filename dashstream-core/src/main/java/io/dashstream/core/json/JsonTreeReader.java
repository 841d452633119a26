package io.dashstream.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.JsonException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Builds trees from Jackson's tokens, with the checks that Jackson and its own tree reader leave out. */
final class JsonTreeReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONGEST_MESSAGE = 200;

    /** The caller has bounded the input; of Jackson's limits we keep the one on digits, whose cost is not linear. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;

    private JsonTreeReader(JsonParser parser) {
        this.parser = parser;
    }

    static JsonNode read(byte[] utf8, int offset, int length) {
        Utf8.require(utf8, offset, offset + length);
        requireNoOtherEncoding(utf8, offset, length);
        try (JsonParser parser = FACTORY.createParser(utf8, offset, length)) {
            return new JsonTreeReader(parser).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Jackson skips a byte order mark, and takes zero bytes at the start for a sign of UTF-16 or UTF-32. */
    private static void requireNoOtherEncoding(byte[] utf8, int offset, int length) {
        if (length >= 3
                && utf8[offset] == (byte) 0xEF
                && utf8[offset + 1] == (byte) 0xBB
                && utf8[offset + 2] == (byte) 0xBF) {
            throw new JsonException(Reason.NOT_UTF8, "JSON text begins with a byte order mark");
        }
        for (int index = 0; index < Math.min(4, length); index++) {
            if (utf8[offset + index] == 0) {
                throw new JsonException(Reason.MALFORMED, "JSON text has a zero byte at offset " + index);
            }
        }
    }

    private JsonNode read() throws IOException {
        try {
            if (parser.nextToken() == null) {
                throw new JsonException(Reason.MALFORMED, "JSON text is empty");
            }
            JsonNode value = value(0);
            if (parser.nextToken() != null) {
                throw refused(Reason.MALFORMED, "there is more than one value");
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw refused(Reason.NUMBER_OUT_OF_RANGE, shortMessage(e));
        } catch (JsonProcessingException e) {
            throw refused(Reason.MALFORMED, shortMessage(e));
        }
    }

    private JsonNode value(int depth) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(depth + 1);
            case START_ARRAY -> array(depth + 1);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw refused(Reason.MALFORMED, "unexpected " + token);
        };
    }

    private ObjectNode object(int depth) throws IOException {
        requireDepth(depth);
        ObjectNode node = NODES.objectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (node.replace(name, value(depth)) != null) {
                throw refused(Reason.DUPLICATE_KEY, "an object has two members of one name");
            }
        }
        return node;
    }

    private ArrayNode array(int depth) throws IOException {
        requireDepth(depth);
        ArrayNode node = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            node.add(value(depth));
        }
        return node;
    }

    private void requireDepth(int depth) {
        if (depth > StrictJson.MAX_DEPTH) {
            throw refused(Reason.TOO_DEEP, "containers are nested deeper than " + StrictJson.MAX_DEPTH + " levels");
        }
    }

    private JsonNode number() throws IOException {
        try {
            return switch (parser.getNumberType()) {
                case INT -> NODES.numberNode(parser.getIntValue());
                case LONG -> NODES.numberNode(parser.getLongValue());
                case BIG_INTEGER -> NODES.numberNode(Numbers.requireFinite(parser.getBigIntegerValue()));
                case FLOAT, DOUBLE, BIG_DECIMAL -> NODES.numberNode(Numbers.requireFinite(parser.getDoubleValue()));
            };
        } catch (JsonException e) {
            throw refused(Reason.NUMBER_OUT_OF_RANGE, "a number is beyond the range of a double");
        }
    }

    private JsonException refused(Reason reason, String what) {
        JsonLocation location = parser.currentLocation();
        return new JsonException(
                reason,
                "JSON text is refused: " + what + " (line " + location.getLineNr() + ", column "
                        + location.getColumnNr() + ")");
    }

    /** Jackson quotes the input, though not all of it. */
    private static String shortMessage(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "...";
    }
}
