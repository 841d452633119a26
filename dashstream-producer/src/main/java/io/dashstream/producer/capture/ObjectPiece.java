package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object: one piece per member. The elements of {@link #values} may be exchanged for pieces with the same node. */
final class ObjectPiece extends Piece {

    static final ObjectPiece EMPTY =
            new ObjectPiece(JsonNodeFactory.instance.objectNode(), 2, 0, null, false, new String[0], new Piece[0]);

    /** Up to here a scan is faster than a hash table. */
    private static final int SCAN_LIMIT = 8;

    final String[] names;
    final Piece[] values;
    private @Nullable Map<String, Integer> index;

    ObjectPiece(
            ObjectNode node,
            int bytes,
            int fallbacks,
            @Nullable Object source,
            boolean frozen,
            String[] names,
            Piece[] values) {
        super(node, bytes, fallbacks, source, frozen);
        this.names = names;
        this.values = values;
    }

    @Override
    ObjectPiece readFrom(@Nullable Object newSource, boolean nowFrozen) {
        return newSource == source && nowFrozen == frozen
                ? this
                : new ObjectPiece((ObjectNode) node, bytes, fallbacks, newSource, nowFrozen, names, values);
    }

    /** Returns the position of a member, or -1; looks at {@code guess} first. */
    int find(String name, int guess) {
        if (guess < names.length && names[guess].equals(name)) {
            return guess;
        }
        return names.length <= SCAN_LIMIT ? scan(name) : lookUp(name);
    }

    private int scan(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private int lookUp(String name) {
        Map<String, Integer> positions = index;
        if (positions == null) {
            positions = new HashMap<>(names.length * 2);
            for (int i = 0; i < names.length; i++) {
                positions.put(names[i], i);
            }
            index = positions;
        }
        return positions.getOrDefault(name, -1);
    }
}
