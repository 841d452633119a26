package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

/** An array: one piece per element. The elements of {@link #items} may be exchanged for pieces with the same node. */
final class ListPiece extends Piece {

    static final ListPiece EMPTY =
            new ListPiece(JsonNodeFactory.instance.arrayNode(0), 2, 0, null, false, true, new Piece[0]);

    final Piece[] items;
    private final boolean itemsFrozen;

    ListPiece(
            ArrayNode node,
            int bytes,
            int fallbacks,
            @Nullable Object source,
            boolean frozen,
            boolean itemsFrozen,
            Piece[] items) {
        super(node, bytes, fallbacks, source, frozen);
        this.items = items;
        this.itemsFrozen = itemsFrozen;
    }

    @Override
    boolean partsFrozen() {
        return itemsFrozen;
    }

    @Override
    ListPiece readFrom(@Nullable Object newSource, boolean nowFrozen) {
        return readFrom(newSource, nowFrozen, itemsFrozen);
    }

    ListPiece readFrom(@Nullable Object newSource, boolean nowFrozen, boolean nowItemsFrozen) {
        return newSource == source && nowFrozen == frozen && nowItemsFrozen == itemsFrozen
                ? this
                : new ListPiece((ArrayNode) node, bytes, fallbacks, newSource, nowFrozen, nowItemsFrozen, items);
    }
}
