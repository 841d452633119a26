package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

/** An array: one piece per element. The elements of {@link #items} may be exchanged for pieces with the same node. */
final class ListPiece extends Piece {

    static final ListPiece EMPTY =
            new ListPiece(JsonNodeFactory.instance.arrayNode(0), 2, 0, null, false, new Piece[0]);

    final Piece[] items;

    ListPiece(ArrayNode node, int bytes, int fallbacks, @Nullable Object source, boolean frozen, Piece[] items) {
        super(node, bytes, fallbacks, source, frozen);
        this.items = items;
    }

    @Override
    ListPiece readFrom(@Nullable Object newSource, boolean nowFrozen) {
        return newSource == source && nowFrozen == frozen
                ? this
                : new ListPiece((ArrayNode) node, bytes, fallbacks, newSource, nowFrozen, items);
    }
}
