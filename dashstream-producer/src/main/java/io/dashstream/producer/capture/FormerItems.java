package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** The items of an array that was redacted earlier: finds the one that an item of its successor was, wherever it moved. */
final class FormerItems {

    private static final int NEIGHBOURS = 8;

    private final JsonNode items;
    private final JsonNode redacted;
    /** Where the last item stood, relative to where it stands now. */
    private int shift;

    private int found;
    private int position = -1;
    private @Nullable IdentityHashMap<JsonNode, Integer> index;

    FormerItems(JsonNode before, JsonNode redactedBefore) {
        boolean arrays = before instanceof ArrayNode && redactedBefore instanceof ArrayNode;
        this.items = arrays ? before : NullNode.getInstance();
        this.redacted = arrays ? redactedBefore : NullNode.getInstance();
    }

    /** Goes on to the former item that is this one, or else stood where this one is expected. */
    void moveTo(JsonNode item, int now) {
        position = now + shift;
        if (is(item, position)) {
            found++;
            return;
        }
        boolean appended = position >= items.size() && shift == 0 && found == items.size();
        int moved = appended ? -1 : find(item);
        if (moved >= 0) {
            found++;
            shift = moved - now;
            position = moved;
        }
    }

    JsonNode item() {
        return isThere() ? items.get(position) : NullNode.getInstance();
    }

    JsonNode redacted() {
        return isThere() ? redacted.get(position) : NullNode.getInstance();
    }

    private boolean isThere() {
        return position >= 0 && position < items.size();
    }

    @SuppressWarnings("ReferenceEquality")
    private boolean is(JsonNode item, int at) {
        return at >= 0 && at < items.size() && items.get(at) == item;
    }

    private int find(JsonNode item) {
        for (int at = position - NEIGHBOURS; at <= position + NEIGHBOURS; at++) {
            if (is(item, at)) {
                return at;
            }
        }
        if (!item.isContainerNode() || (index == null && items.size() - found <= 2 * NEIGHBOURS)) {
            return -1;
        }
        return index().getOrDefault(item, -1);
    }

    private IdentityHashMap<JsonNode, Integer> index() {
        IdentityHashMap<JsonNode, Integer> positions = index;
        if (positions == null) {
            positions = new IdentityHashMap<>(items.size());
            for (int i = items.size() - 1; i >= 0; i--) {
                positions.put(items.get(i), i);
            }
            index = positions;
        }
        return positions;
    }
}
