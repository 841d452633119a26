package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dashstream.producer.memory.HeapSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Puts an array together, element by element, beside the array that stood there at the last capture. As long as both are the same
 * nothing is built; elements that moved are found by their identity, so that a dropped head or an insertion costs no more than
 * an element.
 */
final class ListAssembly {

    private static final Piece[] NO_ITEMS = {};
    /** How far an element is looked for before all elements are indexed. */
    private static final int NEIGHBOURS = 8;

    private final StateWalk walk;
    private final ListPiece old;
    private final long bytesBefore;
    private final int expected;
    /** Elements so far; while {@link #inStep}, they are the old array's first ones. */
    private int count;
    /** Where the next element stood in the old array, relative to where it stands now. */
    private int shift;

    /** How many elements were found in the old array. */
    private int found;

    private int fallbacks;
    private boolean inStep = true;
    private boolean allFrozen = true;
    private Piece[] items = NO_ITEMS;
    private @Nullable IdentityHashMap<Object, Integer> index;

    /**
     * Starts an array.
     *
     * @param old what stood here
     * @param expected how many elements it will have, as far as one knows
     */
    ListAssembly(@Nullable Piece old, int expected, StateWalk walk) {
        this.expected = expected;
        this.walk = walk;
        this.old = old instanceof ListPiece list ? list : ListPiece.EMPTY;
        this.bytesBefore = walk.bytes();
    }

    /** Adds all elements, or as many as fit into the state. */
    void addAll(Iterator<?> values) {
        addSettled(values);
        while (values.hasNext() && !walk.stopped()) {
            add(values.next());
        }
    }

    /**
     * Adds elements up to the first one that needs a look, and that one. For a long list of messages this loop is the whole cost of
     * a capture.
     */
    private void addSettled(Iterator<?> values) {
        Piece[] before = old.items;
        long bytes = 0;
        while (values.hasNext()) {
            Object value = values.next();
            if (count == before.length || !walk.isSettled(value, before[count])) {
                walk.charge(bytes);
                add(value);
                return;
            }
            Piece item = before[count++];
            found++;
            bytes += item.bytes;
            fallbacks += item.fallbacks;
            allFrozen &= item.frozen;
        }
        walk.charge(bytes);
    }

    /** Adds an element and encodes it. */
    private void add(@Nullable Object value) {
        int position = count + shift;
        Piece before = position >= 0 && position < old.items.length ? old.items[position] : null;
        long mark = walk.bytes();
        Piece item = walk.child(value, before);
        boolean kept = before != null && (item.sharesNodeWith(before) || before.source == value);
        if (!kept && value != null && !(inStep && before == null)) {
            int moved = find(value, position);
            if (moved >= 0) {
                shift = moved - count;
                walk.rewind(mark);
                item = walk.child(value, old.items[moved]);
                kept = true;
            }
        }
        if (kept) {
            found++;
        }
        add(item);
    }

    private void add(Piece item) {
        allFrozen &= item.frozen;
        fallbacks += item.fallbacks;
        if (inStep && count < old.items.length && item.sharesNodeWith(old.items[count])) {
            old.items[count++] = item;
            return;
        }
        if (inStep) {
            fallOutOfStep();
        }
        if (count == items.length) {
            items = Arrays.copyOf(items, count + count / 2 + 4);
        }
        items[count++] = item;
        walk.charge(1);
    }

    private void fallOutOfStep() {
        inStep = false;
        items = Arrays.copyOf(old.items, Math.max(count + 1, expected));
        walk.charge(count);
    }

    /** Returns where an object stood in the old array, or -1. The index is made only if enough is left that it may find. */
    private int find(Object value, int around) {
        int near = scan(value, around - NEIGHBOURS, around + NEIGHBOURS);
        if (near >= 0) {
            return near;
        }
        boolean worthAnIndex = index != null || old.items.length - found > 2 * NEIGHBOURS;
        return worthAnIndex ? index().getOrDefault(value, -1) : scan(value, 0, NEIGHBOURS);
    }

    private int scan(Object value, int from, int to) {
        for (int i = Math.max(0, from); i < Math.min(old.items.length, to + 1); i++) {
            if (identity(old.items[i]) == value) {
                return i;
            }
        }
        return -1;
    }

    private IdentityHashMap<Object, Integer> index() {
        IdentityHashMap<Object, Integer> positions = index;
        if (positions == null) {
            positions = new IdentityHashMap<>(old.items.length);
            for (int i = old.items.length - 1; i >= 0; i--) {
                Object identity = identity(old.items[i]);
                if (identity != null) {
                    positions.put(identity, i);
                }
            }
            index = positions;
        }
        return positions;
    }

    private static @Nullable Object identity(Piece piece) {
        return piece.source == null && piece.node instanceof TextNode text ? text.textValue() : piece.source;
    }

    /**
     * Ends the array.
     *
     * @param source what was read
     * @param unchanging whether source keeps the same elements for ever
     */
    Piece finish(Object source, boolean unchanging) {
        if (walk.stopped()) {
            return ListPiece.EMPTY;
        }
        boolean frozen = unchanging && allFrozen;
        if (inStep && count == old.items.length) {
            walk.rewind(bytesBefore);
            walk.charge(old.bytes);
            return old.readFrom(source, frozen);
        }
        if (inStep) {
            fallOutOfStep();
        }
        return finishNew(source, frozen);
    }

    private Piece finishNew(Object source, boolean frozen) {
        JsonNode[] nodes = new JsonNode[count];
        for (int i = 0; i < count; i++) {
            nodes[i] = items[i].node;
        }
        // Two brackets, and one comma too many was charged with the elements.
        walk.charge(count == 0 ? 2 : 1);
        walk.made(HeapSize.ofArrayNode(count));
        return new ListPiece(
                new ArrayNode(JsonNodeFactory.instance, new ArrayList<>(Arrays.asList(nodes))),
                (int) (walk.bytes() - bytesBefore),
                fallbacks,
                source,
                frozen,
                items.length == count ? items : Arrays.copyOf(items, count));
    }
}
