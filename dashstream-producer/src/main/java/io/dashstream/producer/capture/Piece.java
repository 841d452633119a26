package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a session keeps of one captured value: its node and what is needed to tell, at the next capture, that the node can stay.
 *
 * <p>A piece says that its node is what {@link #source} looked like when it was last read. If it is also {@link #frozen}, source
 * looks like that for ever.
 */
class Piece {

    final JsonNode node;
    /** Length of the node's compact JSON. */
    final int bytes;
    /** How many values in here stand as a substitute. */
    final int fallbacks;
    /** What was read; {@code null} if comparing the value itself is as cheap. */
    final @Nullable Object source;
    /** Whether nothing that was read for this node can ever change. */
    final boolean frozen;

    Piece(JsonNode node, int bytes, int fallbacks, @Nullable Object source, boolean frozen) {
        this.node = node;
        this.bytes = bytes;
        this.fallbacks = fallbacks;
        this.source = source;
        this.frozen = frozen;
    }

    /** Whether both have the very same node, so that whoever holds the tree sees no change. */
    @SuppressWarnings("ReferenceEquality")
    boolean sharesNodeWith(Piece other) {
        return node == other.node;
    }

    /** Returns the same piece, read from another source. */
    Piece readFrom(@Nullable Object newSource, boolean nowFrozen) {
        return newSource == source && nowFrozen == frozen
                ? this
                : new Piece(node, bytes, fallbacks, newSource, nowFrozen);
    }
}
