package io.dashstream.producer.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.wire.AttributeValues;
import io.dashstream.core.wire.v1.AttributeArray;
import io.dashstream.core.wire.v1.AttributeMap;
import io.dashstream.core.wire.v1.AttributeValue;
import java.util.Map;

/** JSON values as typed attributes. */
final class AttributeTrees {

    /** Deeper values go as JSON text: readers cap the nesting of messages. */
    private static final int MAX_DEPTH = 8;

    private AttributeTrees() {}

    static AttributeValue of(JsonNode value) {
        return of(value, MAX_DEPTH);
    }

    private static AttributeValue of(JsonNode value, int depth) {
        if (value.isTextual()) {
            return AttributeValues.of(value.textValue());
        }
        if (value.isBoolean()) {
            return AttributeValues.of(value.booleanValue());
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return AttributeValues.of(value.longValue());
        }
        if (value.isDouble() || value.isFloat()) {
            return AttributeValues.of(value.doubleValue());
        }
        if (depth > 0 && value.isArray()) {
            AttributeArray.Builder array = AttributeArray.newBuilder();
            value.forEach(element -> array.addValues(of(element, depth - 1)));
            return AttributeValue.newBuilder().setArrayValue(array).build();
        }
        if (depth > 0 && value.isObject()) {
            AttributeMap.Builder map = AttributeMap.newBuilder();
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                map.putValues(member.getKey(), of(member.getValue(), depth - 1));
            }
            return AttributeValue.newBuilder().setMapValue(map).build();
        }
        return AttributeValues.of(StrictJson.writeText(value));
    }
}
