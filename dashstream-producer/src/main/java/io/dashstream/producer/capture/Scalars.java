package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dashstream.producer.memory.HeapSize;
import org.jspecify.annotations.Nullable;

/** Pieces of values without parts. An equal old node is kept, also when the value is another object now. */
final class Scalars {

    private static final Piece NULL = leaf(NullNode.getInstance(), JsonSize.LITERAL);
    private static final Piece TRUE = leaf(BooleanNode.TRUE, JsonSize.LITERAL);
    private static final Piece FALSE = leaf(BooleanNode.FALSE, JsonSize.LITERAL + 1);

    private Scalars() {}

    static Piece leaf(JsonNode node, int bytes) {
        return new Piece(node, bytes, 0, null, true);
    }

    static Piece nullPiece(StateWalk walk) {
        walk.charge(JsonSize.LITERAL);
        return NULL;
    }

    static Piece bool(boolean value, StateWalk walk) {
        Piece piece = value ? TRUE : FALSE;
        walk.charge(piece.bytes);
        return piece;
    }

    /**
     * Encodes a text.
     *
     * @param frozen whether what the text was read from can never say another text
     */
    static Piece text(String text, @Nullable Piece old, boolean frozen, StateWalk walk) {
        if (old != null && says(old, text)) {
            walk.charge(old.bytes);
            return old.readFrom(old.source, frozen);
        }
        // Each character takes a byte at least: what can't fit is refused without a look at it.
        if (!walk.fits(text.length() + 2L)) {
            return NULL;
        }
        long size = JsonSize.ofString(text);
        return size < 0 ? repaired(text, frozen, walk) : text(text, size, null, frozen, walk);
    }

    private static Piece repaired(String text, boolean frozen, StateWalk walk) {
        String valid = ValidText.repair(text);
        return text(valid, JsonSize.ofString(valid), text, frozen, walk);
    }

    private static Piece text(String valid, long size, @Nullable Object source, boolean frozen, StateWalk walk) {
        if (!walk.fits(size)) {
            return NULL;
        }
        walk.charge(size);
        walk.made(HeapSize.ofTextNode(valid, size));
        return new Piece(TextNode.valueOf(valid), (int) size, 0, source, frozen);
    }

    private static boolean says(Piece old, String text) {
        return old.fallbacks == 0
                && old.node instanceof TextNode node
                && (node.textValue().equals(text) || text.equals(old.source));
    }
}
