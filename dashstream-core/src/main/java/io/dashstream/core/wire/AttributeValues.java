package io.dashstream.core.wire;

import com.google.protobuf.ByteString;
import io.dashstream.core.wire.v1.AttributeArray;
import io.dashstream.core.wire.v1.AttributeMap;
import io.dashstream.core.wire.v1.AttributeValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes attribute values out of Java values. {@link Attributes} reads them. */
public final class AttributeValues {

    private static final AttributeValue NULL = AttributeValue.getDefaultInstance();

    private AttributeValues() {}

    /**
     * A string.
     *
     * @param value any text
     * @return a value of the string kind
     */
    public static AttributeValue of(String value) {
        return AttributeValue.newBuilder().setStringValue(value).build();
    }

    /**
     * An integer.
     *
     * @param value any integer
     * @return a value of the int kind
     */
    public static AttributeValue of(long value) {
        return AttributeValue.newBuilder().setIntValue(value).build();
    }

    /**
     * A floating-point number.
     *
     * @param value any number
     * @return a value of the float kind; for NaN and the infinities one of the string kind with their name, as JSON readers have
     *     no such number
     */
    public static AttributeValue of(double value) {
        return Double.isFinite(value)
                ? AttributeValue.newBuilder().setFloatValue(value).build()
                : of(Double.toString(value));
    }

    /**
     * A truth value.
     *
     * @param value true or false
     * @return a value of the bool kind
     */
    public static AttributeValue of(boolean value) {
        return AttributeValue.newBuilder().setBoolValue(value).build();
    }

    /**
     * Bytes.
     *
     * @param value any bytes
     * @return a value of the bytes kind
     */
    public static AttributeValue of(ByteString value) {
        return AttributeValue.newBuilder().setBytesValue(value).build();
    }

    /**
     * A value of whatever kind fits a Java value.
     *
     * <table>
     * <caption>Kinds by Java type</caption>
     * <tr><th>Java</th><th>attribute</th></tr>
     * <tr><td>null, empty Optional</td><td>a value of no kind</td></tr>
     * <tr><td>AttributeValue, full Optional</td><td>itself, its value</td></tr>
     * <tr><td>CharSequence, Character, enum</td><td>string; of an enum its name</td></tr>
     * <tr><td>Byte, Short, Integer, Long</td><td>int</td></tr>
     * <tr><td>Float</td><td>float, with the float's own shortest decimal text: {@code 0.1f} is 0.1</td></tr>
     * <tr><td>Double</td><td>float; NaN and infinities as strings</td></tr>
     * <tr><td>BigInteger</td><td>int if 64 bits hold it, otherwise a string with all its digits</td></tr>
     * <tr><td>BigDecimal</td><td>float if a double is the same number, otherwise a string with all its digits</td></tr>
     * <tr><td>Boolean</td><td>bool</td></tr>
     * <tr><td>byte[], ByteString</td><td>bytes</td></tr>
     * <tr><td>Collection, Object[]</td><td>array</td></tr>
     * <tr><td>Map</td><td>map, with the keys' text as names</td></tr>
     * </table>
     *
     * @param value a value of one of these types
     * @return the attribute
     * @throws WireException with {@link WireException.Reason#INVALID_ARGUMENT} for any other type, or {@link
     *     WireException.Reason#TOO_COMPLEX} if it nests deeper than {@link WireLimits#MAX_ATTRIBUTE_DEPTH}, perhaps because
     *     it holds itself
     */
    public static AttributeValue ofJava(@Nullable Object value) {
        return ofJava(value, WireLimits.MAX_ATTRIBUTE_DEPTH);
    }

    private static AttributeValue ofJava(@Nullable Object value, int levels) {
        if (value == null) {
            return NULL;
        }
        if (value instanceof AttributeValue attribute) {
            return attribute;
        }
        if (value instanceof Optional<?> optional) {
            return ofJava(optional.orElse(null), levels);
        }
        if (value instanceof CharSequence || value instanceof Character) {
            return of(value.toString());
        }
        if (value instanceof Enum<?> constant) {
            return of(constant.name());
        }
        if (value instanceof Boolean bool) {
            return of(bool.booleanValue());
        }
        if (value instanceof Number number) {
            return ofNumber(number);
        }
        if (value instanceof byte[] bytes) {
            return of(ByteString.copyFrom(bytes));
        }
        if (value instanceof ByteString bytes) {
            return of(bytes);
        }
        return ofContainer(value, levels - 1);
    }

    private static AttributeValue ofNumber(Number number) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return of(number.longValue());
        }
        if (number instanceof Double) {
            return of(number.doubleValue());
        }
        if (number instanceof Float) {
            return of(Double.parseDouble(number.toString()));
        }
        if (number instanceof BigInteger integer) {
            return integer.bitLength() < Long.SIZE ? of(integer.longValue()) : of(integer.toString());
        }
        if (number instanceof BigDecimal decimal) {
            return isDouble(decimal) ? of(decimal.doubleValue()) : of(decimal.toString());
        }
        throw unsupported(number);
    }

    private static boolean isDouble(BigDecimal decimal) {
        double nearest = decimal.doubleValue();
        return Double.isFinite(nearest) && new BigDecimal(nearest).compareTo(decimal) == 0;
    }

    private static AttributeValue ofContainer(Object value, int levels) {
        if (value instanceof Collection<?> collection) {
            return ofElements(collection, levels);
        }
        if (value instanceof Object[] array) {
            return ofElements(Arrays.asList(array), levels);
        }
        if (value instanceof Map<?, ?> map) {
            return ofEntries(map, levels);
        }
        throw unsupported(value);
    }

    private static AttributeValue ofElements(Collection<?> elements, int levels) {
        requireLevel(levels);
        AttributeArray.Builder array = AttributeArray.newBuilder();
        for (Object element : elements) {
            array.addValues(ofJava(element, levels));
        }
        return AttributeValue.newBuilder().setArrayValue(array).build();
    }

    private static AttributeValue ofEntries(Map<?, ?> entries, int levels) {
        requireLevel(levels);
        AttributeMap.Builder map = AttributeMap.newBuilder();
        entries.forEach((key, value) -> map.putValues(String.valueOf(key), ofJava(value, levels)));
        return AttributeValue.newBuilder().setMapValue(map).build();
    }

    private static void requireLevel(int levels) {
        if (levels < 0) {
            throw EncodingGuard.tooDeep("an attribute");
        }
    }

    private static WireException unsupported(Object value) {
        return new WireException(
                WireException.Reason.INVALID_ARGUMENT,
                "no attribute can be made of a " + LogText.of(value.getClass().getName())
                        + "; give text, a number, a boolean, bytes, an Optional, a Collection, an array or a Map");
    }
}
