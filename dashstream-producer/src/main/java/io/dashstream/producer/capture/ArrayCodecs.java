package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Codecs of arrays: bytes are Base64, chars are text, the others are arrays. */
final class ArrayCodecs {

    private ArrayCodecs() {}

    static ValueCodec codecFor(Class<?> type) {
        if (type == byte[].class) {
            return (value, old, walk) -> base64(ByteBuffer.wrap((byte[]) value), old, walk);
        }
        if (type == char[].class) {
            return (value, old, walk) -> chars((char[]) value, old, walk);
        }
        return type.getComponentType().isPrimitive() ? ArrayCodecs::primitives : ArrayCodecs::objects;
    }

    /** The bytes from a buffer's position to its limit, which both stay where they are. */
    static Piece base64(ByteBuffer buffer, @Nullable Piece old, StateWalk walk) {
        if (!walk.fits((buffer.remaining() + 2L) / 3 * 4 + 2)) {
            return Scalars.nullPiece(walk);
        }
        if (old != null && old.source instanceof byte[] before && buffer.equals(ByteBuffer.wrap(before))) {
            walk.charge(old.bytes);
            return old;
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        String text = Base64.getEncoder().encodeToString(copy);
        return Scalars.text(text, old, false, walk).readFrom(copy, false);
    }

    private static Piece chars(char[] chars, @Nullable Piece old, StateWalk walk) {
        return Scalars.text(walk.fits(chars.length) ? new String(chars) : "", old, false, walk);
    }

    private static Piece objects(Object array, @Nullable Piece old, StateWalk walk) {
        if (!walk.open(array)) {
            return Substitutes.notOpened(array, old, walk);
        }
        Object[] elements = (Object[]) array;
        ListAssembly list = new ListAssembly(old, Math.min(elements.length, 1 << 16), walk);
        list.addAll(Arrays.asList(elements).iterator());
        walk.close();
        return list.finish(array, false);
    }

    /**
     * An array of primitives is one piece, or vectors would take many times the memory of their tree; its source is a copy of our
     * own, which is faster compared than encoded.
     */
    private static Piece primitives(Object array, @Nullable Piece old, StateWalk walk) {
        if (old != null && old.source != null && Objects.deepEquals(old.source, array)) {
            walk.charge(old.bytes);
            return old;
        }
        if (!walk.open(array)) {
            return Substitutes.notOpened(array, old, walk);
        }
        int length = Array.getLength(array);
        if (!walk.fits(2L * length)) {
            return ListPiece.EMPTY;
        }
        Piece piece = primitives(copyOf(array, length), length, old, walk);
        walk.close();
        return piece;
    }

    private static Piece primitives(Object copy, int length, @Nullable Piece old, StateWalk walk) {
        long bytesBefore = walk.bytes();
        List<JsonNode> nodes = new ArrayList<>(length);
        int fallbacks = 0;
        for (int i = 0; i < length && !walk.stopped(); i++) {
            Piece element = walk.encode(Array.get(copy, i), null);
            nodes.add(element.node);
            fallbacks += element.fallbacks;
            walk.charge(1);
        }
        walk.charge(length == 0 ? 2 : 1);
        if (walk.stopped()) {
            return ListPiece.EMPTY;
        }
        ArrayNode node = new ArrayNode(JsonNodeFactory.instance, nodes);
        JsonNode kept = old != null && old.node.equals(node) ? old.node : node;
        return new Piece(kept, (int) (walk.bytes() - bytesBefore), fallbacks, copy, false);
    }

    @SuppressWarnings("SuspiciousSystemArraycopy")
    private static Object copyOf(Object array, int length) {
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        System.arraycopy(array, 0, copy, 0, length);
        return copy;
    }
}
