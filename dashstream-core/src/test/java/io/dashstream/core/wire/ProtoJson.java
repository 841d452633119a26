package io.dashstream.core.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.List;

/**
 * protobuf's JSON mapping with the names of the .proto: what any language's own printer gives when told to keep names. 64-bit
 * numbers are decimal strings, bytes are base64, enums are names, fields at their default are left out.
 */
final class ProtoJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ProtoJson() {}

    static ObjectNode of(Message message) {
        ObjectNode object = JSON.objectNode();
        message.getAllFields().forEach((field, value) -> object.set(field.getName(), ofField(field, value)));
        return object;
    }

    private static JsonNode ofField(FieldDescriptor field, Object value) {
        if (field.isMapField()) {
            return ofMap((List<?>) value);
        }
        if (field.isRepeated()) {
            ArrayNode array = JSON.arrayNode();
            ((List<?>) value).forEach(element -> array.add(ofValue(field, element)));
            return array;
        }
        return ofValue(field, value);
    }

    private static JsonNode ofMap(List<?> entries) {
        ObjectNode object = JSON.objectNode();
        for (Object entry : entries) {
            Message pair = (Message) entry;
            FieldDescriptor key = pair.getDescriptorForType().findFieldByName("key");
            FieldDescriptor value = pair.getDescriptorForType().findFieldByName("value");
            object.set(String.valueOf(pair.getField(key)), ofValue(value, pair.getField(value)));
        }
        return object;
    }

    private static JsonNode ofValue(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case MESSAGE -> of((Message) value);
            case ENUM -> ofEnum((EnumValueDescriptor) value);
            case BYTE_STRING -> JSON.textNode(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            case STRING -> JSON.textNode((String) value);
            case BOOLEAN -> JSON.booleanNode((Boolean) value);
            case INT -> JSON.numberNode(Integer.toUnsignedLong((Integer) value));
            case LONG ->
                JSON.textNode(
                        field.getType() == FieldDescriptor.Type.UINT64
                                ? Long.toUnsignedString((Long) value)
                                : Long.toString((Long) value));
            case FLOAT, DOUBLE -> ofFloating(((Number) value).doubleValue());
        };
    }

    /** Numbers that the schema of the reader does not name stay numbers. */
    private static JsonNode ofEnum(EnumValueDescriptor value) {
        return value.getIndex() < 0 ? JSON.numberNode(value.getNumber()) : JSON.textNode(value.getName());
    }

    private static JsonNode ofFloating(double value) {
        return Double.isFinite(value) ? JSON.numberNode(value) : JSON.textNode(Double.toString(value));
    }
}
