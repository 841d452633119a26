package io.dashstream.core.wire;

import com.google.protobuf.ByteString;
import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Attributes read by type.
 *
 * <p>Each reader gives a value only if the attribute is of its type, or says the same number or truth value exactly in another
 * one, as producers in languages without integers send them. Everything else, a missing attribute included, is empty: never
 * a nearest value, never a prefix that looks like a number.
 *
 * <table>
 * <caption>What each reader takes</caption>
 * <tr><th>reader</th><th>attribute kinds</th></tr>
 * <tr><td>{@link #text}</td><td>string</td></tr>
 * <tr><td>{@link #integer}</td><td>int; float that is whole and within ±(2^53-1); string of a decimal integer ({@code 0} or no
 *     leading zero, at most one {@code -}, ASCII digits) that 64 bits hold</td></tr>
 * <tr><td>{@link #decimal}</td><td>float that is finite; int within ±2^53; string that is a JSON number, if finite</td></tr>
 * <tr><td>{@link #bool}</td><td>bool; the strings {@code true} and {@code false}</td></tr>
 * <tr><td>{@link #bytes}</td><td>bytes</td></tr>
 * <tr><td>{@link #list}</td><td>array</td></tr>
 * <tr><td>{@link #map}</td><td>map</td></tr>
 * </table>
 *
 * <p>Immutable view of the message's own map.
 */
public final class Attributes {

    private static final long LARGEST_SAFE_INTEGER = (1L << 53) - 1;

    private final Map<String, AttributeValue> values;

    private Attributes(Map<String, AttributeValue> values) {
        this.values = values;
    }

    /**
     * The attributes of an event.
     *
     * @param event any event
     * @return a view of them
     */
    public static Attributes of(Event event) {
        return new Attributes(event.getAttributesMap());
    }

    /**
     * The attributes in a map.
     *
     * @param values attribute values by name
     * @return a view of them
     */
    public static Attributes of(Map<String, AttributeValue> values) {
        return new Attributes(values);
    }

    /**
     * Whether there is an attribute of this name, of any kind.
     *
     * @param name an attribute's name
     * @return whether it is there
     */
    public boolean contains(String name) {
        return values.containsKey(name);
    }

    /**
     * Reads a string.
     *
     * @param name an attribute's name
     * @return its text, or empty if it is not of the string kind
     */
    public Optional<String> text(String name) {
        return value(name).filter(AttributeValue::hasStringValue).map(AttributeValue::getStringValue);
    }

    /**
     * Reads an integer.
     *
     * @param name an attribute's name
     * @return its value, or empty if it does not say exactly one 64-bit integer
     */
    public OptionalLong integer(String name) {
        AttributeValue value = valueOrNone(name);
        return switch (value.getValueCase()) {
            case INT_VALUE -> OptionalLong.of(value.getIntValue());
            case FLOAT_VALUE -> wholeNumber(value.getFloatValue());
            case STRING_VALUE -> parseInteger(value.getStringValue());
            default -> OptionalLong.empty();
        };
    }

    /**
     * Reads a number.
     *
     * @param name an attribute's name
     * @return its value, finite; or empty if no double says it, or it is no number. A decimal text is rounded as everywhere to
     *     the nearest double
     */
    public OptionalDouble decimal(String name) {
        AttributeValue value = valueOrNone(name);
        return switch (value.getValueCase()) {
            case FLOAT_VALUE -> finite(value.getFloatValue());
            case INT_VALUE -> exactDouble(value.getIntValue());
            case STRING_VALUE -> parseDecimal(value.getStringValue());
            default -> OptionalDouble.empty();
        };
    }

    /**
     * Reads a truth value.
     *
     * @param name an attribute's name
     * @return its value, or empty if it is neither of the bool kind nor exactly {@code true} or {@code false}
     */
    public Optional<Boolean> bool(String name) {
        AttributeValue value = valueOrNone(name);
        return switch (value.getValueCase()) {
            case BOOL_VALUE -> Optional.of(value.getBoolValue());
            case STRING_VALUE ->
                switch (value.getStringValue()) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    /**
     * Reads bytes.
     *
     * @param name an attribute's name
     * @return its bytes, or empty if it is not of the bytes kind
     */
    public Optional<ByteString> bytes(String name) {
        return value(name).filter(AttributeValue::hasBytesValue).map(AttributeValue::getBytesValue);
    }

    /**
     * Reads a list.
     *
     * @param name an attribute's name
     * @return its elements, or empty if it is not of the array kind
     */
    public Optional<List<AttributeValue>> list(String name) {
        return value(name)
                .filter(AttributeValue::hasArrayValue)
                .map(value -> value.getArrayValue().getValuesList());
    }

    /**
     * Reads a map.
     *
     * @param name an attribute's name
     * @return its entries, to be read by type as well; or empty if it is not of the map kind
     */
    public Optional<Attributes> map(String name) {
        return value(name)
                .filter(AttributeValue::hasMapValue)
                .map(value -> Attributes.of(value.getMapValue().getValuesMap()));
    }

    private Optional<AttributeValue> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private AttributeValue valueOrNone(String name) {
        return values.getOrDefault(name, AttributeValue.getDefaultInstance());
    }

    private static OptionalLong wholeNumber(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) <= LARGEST_SAFE_INTEGER;
        return whole ? OptionalLong.of((long) value) : OptionalLong.empty();
    }

    private static OptionalLong parseInteger(String text) {
        if (!DecimalText.isSigned(text)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException beyond64Bits) {
            return OptionalLong.empty();
        }
    }

    private static OptionalDouble exactDouble(long value) {
        boolean exact = value >= -LARGEST_SAFE_INTEGER - 1 && value <= LARGEST_SAFE_INTEGER + 1;
        return exact ? OptionalDouble.of((double) value) : OptionalDouble.empty();
    }

    private static OptionalDouble parseDecimal(String text) {
        return DecimalText.isJsonNumber(text) ? finite(Double.parseDouble(text)) : OptionalDouble.empty();
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
