package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.dashstream.producer.memory.HeapSize;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of numbers. A value has one node whatever its Java type: a whole number is an integer, everything else a double; a
 * decimal that no double holds keeps its digits as text.
 */
final class Numbers {

    /** Above this, neighbouring integers are the same double. */
    private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;
    /** What is larger is infinite for readers that know doubles only, and refused by strict ones. */
    private static final int MAX_INTEGER_BITS = 1023;

    private static final int MAX_DECIMAL_DIGITS = 990;

    private Numbers() {}

    static Piece integer(long value, @Nullable Piece old, boolean frozen, StateWalk walk) {
        if (old != null && old.frozen == frozen && holds(old.node, value)) {
            walk.charge(old.bytes);
            return old;
        }
        JsonNode node = integerNode(value);
        int size = JsonSize.ofLong(value);
        walk.charge(size);
        walk.made(HeapSize.NUMBER);
        return new Piece(node, size, 0, null, frozen);
    }

    static Piece real(double value, @Nullable Piece old, boolean frozen, StateWalk walk) {
        if (value == Math.rint(value) && Math.abs(value) <= MAX_SAFE_INTEGER) {
            return integer((long) value, old, frozen, walk);
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Substitutes.named(Double.toString(value), old, frozen, walk);
        }
        walk.charge(JsonSize.SHORTEST_FRACTION);
        if (old != null && old.frozen == frozen && old.node instanceof DoubleNode node && node.doubleValue() == value) {
            return old;
        }
        walk.made(HeapSize.NUMBER);
        return new Piece(DoubleNode.valueOf(value), JsonSize.SHORTEST_FRACTION, 0, null, frozen);
    }

    /** A float as the double that its own shortest decimal text names: 0.1f is 0.1, not 0.10000000149011612. */
    static double widen(float value) {
        boolean exact = Math.abs(value) < (1 << 24) && value == Math.rint(value);
        if (exact || !Float.isFinite(value)) {
            return value;
        }
        return Double.parseDouble(Float.toString(value));
    }

    static Piece bigInteger(BigInteger value, @Nullable Piece old, StateWalk walk) {
        if (value.bitLength() < Long.SIZE) {
            return integer(value.longValue(), old, true, walk);
        }
        if (value.bitLength() > MAX_INTEGER_BITS) {
            return Substitutes.text("java.math.BigInteger", value.bitLength() + " bits", old, true, walk);
        }
        if (old != null
                && old.frozen
                && old.node instanceof BigIntegerNode node
                && value.equals(node.bigIntegerValue())) {
            walk.charge(old.bytes);
            return old;
        }
        int size = value.toString().length();
        walk.charge(size);
        walk.made(HeapSize.NUMBER + size);
        return new Piece(BigIntegerNode.valueOf(value), size, 0, null, true);
    }

    static Piece bigDecimal(BigDecimal value, @Nullable Piece old, StateWalk walk) {
        if (value.precision() > MAX_DECIMAL_DIGITS || Math.abs((long) value.scale()) > MAX_DECIMAL_DIGITS) {
            String size = value.precision() + " digits, scale " + value.scale();
            return Substitutes.text("java.math.BigDecimal", size, old, true, walk);
        }
        if (value.signum() == 0 || value.stripTrailingZeros().scale() <= 0) {
            return bigInteger(value.toBigInteger(), old, walk);
        }
        double nearest = value.doubleValue();
        if (!Double.isInfinite(nearest) && new BigDecimal(Double.toString(nearest)).compareTo(value) == 0) {
            return real(nearest, old, true, walk);
        }
        return Scalars.text(value.toString(), old, true, walk);
    }

    static JsonNode integerNode(long value) {
        return (int) value == value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
    }

    private static boolean holds(JsonNode node, long value) {
        return (node instanceof IntNode || node instanceof LongNode) && node.longValue() == value;
    }
}
