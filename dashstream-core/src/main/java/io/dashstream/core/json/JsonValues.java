package io.dashstream.core.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.Map;

/**
 * Equality of JSON values, as opposed to equality of nodes: the order of members does not count, and two numbers are
 * equal when their canonical spellings are, whatever kind of node holds them. So 1, 1L and 1.0 are equal, and two
 * values are equal exactly when {@link CanonicalJson} gives them the same text.
 */
public final class JsonValues {

    private JsonValues() {}

    /**
     * Whether two trees are the same JSON value.
     *
     * @param a any JSON value
     * @param b any JSON value
     * @return whether they are equal
     */
    @SuppressWarnings("ReferenceEquality") // the same node needs no look inside
    public static boolean equal(JsonNode a, JsonNode b) {
        if (a == b) {
            return true;
        }
        if (a instanceof ObjectNode from) {
            return b instanceof ObjectNode to && equalObjects(from, to);
        }
        if (a instanceof ArrayNode from) {
            return b instanceof ArrayNode to && equalArrays(from, to);
        }
        return scalarsEqual(a, b);
    }

    private static boolean equalObjects(ObjectNode a, ObjectNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> member : a.properties()) {
            JsonNode other = b.get(member.getKey());
            if (other == null || !equal(member.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalArrays(ArrayNode a, ArrayNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int index = 0; index < a.size(); index++) {
            if (!equal(a.get(index), b.get(index))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether two values are equal of which at most one is an object or an array.
     *
     * @param a any JSON value
     * @param b any JSON value
     * @return whether they are equal
     */
    public static boolean scalarsEqual(JsonNode a, JsonNode b) {
        if (a instanceof TextNode) {
            return b instanceof TextNode && a.textValue().equals(b.textValue());
        }
        if (a instanceof IntNode && b instanceof IntNode) {
            return a.intValue() == b.intValue();
        }
        if (a.isNumber()) {
            return b.isNumber() && numbersEqual(a, b);
        }
        return a.equals(b);
    }

    private static boolean numbersEqual(JsonNode a, JsonNode b) {
        boolean wholeA = isInteger(a);
        boolean wholeB = isInteger(b);
        if (wholeA && wholeB) {
            return integersEqual(a, b);
        }
        if (!wholeA && !wholeB) {
            return toDouble(a) == toDouble(b);
        }
        return wholeA ? equal(a, toDouble(b)) : equal(b, toDouble(a));
    }

    private static boolean integersEqual(JsonNode a, JsonNode b) {
        if (a.canConvertToLong() && b.canConvertToLong()) {
            return a.longValue() == b.longValue();
        }
        return a.bigIntegerValue().equals(b.bigIntegerValue());
    }

    private static boolean equal(JsonNode integer, double other) {
        if (integer.canConvertToLong() && Numbers.isSafe(integer.longValue())) {
            return integer.longValue() == other;
        }
        return Double.isFinite(other) && integer.bigIntegerValue().toString().equals(Numbers.toEcmaScript(other));
    }

    /**
     * A hash code of a scalar: equal values have equal hash codes.
     *
     * @param scalar a string, number, boolean or null
     * @return the hash code
     */
    public static long scalarHash(JsonNode scalar) {
        if (scalar.isTextual()) {
            return scalar.textValue().hashCode();
        }
        if (scalar.isNumber()) {
            return isInteger(scalar) ? integerHash(scalar) : doubleHash(toDouble(scalar));
        }
        return scalar.hashCode();
    }

    private static long integerHash(JsonNode integer) {
        if (integer.canConvertToLong() && Numbers.isSafe(integer.longValue())) {
            return integer.longValue();
        }
        BigInteger value = integer.bigIntegerValue();
        return value.toString().hashCode();
    }

    private static long doubleHash(double value) {
        if (Numbers.isSafeWhole(value)) {
            return (long) value;
        }
        return Numbers.isBeyondSafe(value) && Double.isFinite(value)
                ? Numbers.toEcmaScript(value).hashCode()
                : Double.doubleToLongBits(value);
    }

    /** A decimal without fraction digits is written as an integer and so is one. */
    static boolean isInteger(JsonNode number) {
        return number.isIntegralNumber()
                || (number.isBigDecimal() && number.decimalValue().scale() == 0);
    }

    /** A float stands for its own shortest decimal text, not for the double that it can be widened to. */
    static double toDouble(JsonNode fraction) {
        return fraction.isFloat()
                ? Double.parseDouble(NumberOutput.toString(fraction.floatValue(), true))
                : fraction.doubleValue();
    }
}
