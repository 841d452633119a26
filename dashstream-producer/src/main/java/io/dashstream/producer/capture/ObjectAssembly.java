package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.producer.memory.HeapSize;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts an object together, member by member, beside the object that stood there at the last capture. As long as both are the
 * same nothing is built; if they still are at the end, the old node stays.
 */
final class ObjectAssembly {

    private static final String[] NO_NAMES = {};
    private static final Piece[] NO_VALUES = {};

    private final StateWalk walk;
    private final ObjectPiece old;
    private final long bytesBefore;
    private final int expected;
    /** Members so far; while {@link #inStep}, they are the old object's first ones. */
    private int count;
    /** How many of them have the node that stood under their name. */
    private int same;

    private int fallbacks;
    private long newNameBytes;
    private boolean inStep = true;
    private boolean allFrozen = true;
    private String[] names = NO_NAMES;
    private Piece[] values = NO_VALUES;

    /**
     * Starts an object.
     *
     * @param old what stood here
     * @param expected how many members it will have, as far as one knows
     */
    ObjectAssembly(@Nullable Piece old, int expected, StateWalk walk) {
        this.expected = expected;
        this.walk = walk;
        this.old = old instanceof ObjectPiece object ? object : ObjectPiece.EMPTY;
        this.bytesBefore = walk.bytes();
    }

    /** Adds a member and encodes its value; names must differ. */
    void add(String name, @Nullable Object value) {
        int position = old.find(name, count);
        add(name, walk.child(value, position < 0 ? null : old.values[position]), position);
    }

    /** Adds a member that is encoded already. */
    void addEncoded(String name, Piece value) {
        add(name, value, old.find(name, count));
    }

    /** Returns what stood under a name at the last capture. */
    @Nullable
    Piece before(String name) {
        int position = old.find(name, count);
        return position < 0 ? null : old.values[position];
    }

    private void add(String name, Piece value, int position) {
        allFrozen &= value.frozen;
        fallbacks += value.fallbacks;
        boolean sameNode = position >= 0 && value.sharesNodeWith(old.values[position]);
        if (sameNode) {
            same++;
        }
        if (inStep && sameNode && position == count) {
            old.values[position] = value;
            count++;
            return;
        }
        if (inStep) {
            fallOutOfStep();
        }
        append(name, value, position);
    }

    private void fallOutOfStep() {
        inStep = false;
        int capacity = Math.max(count + 1, expected);
        names = Arrays.copyOf(old.names, capacity);
        values = Arrays.copyOf(old.values, capacity);
        for (int i = 0; i < count; i++) {
            walk.charge(JsonSize.ofString(names[i]) + 2);
        }
    }

    /** A known name keeps its text, so that only new ones weigh. */
    private void append(String name, Piece value, int position) {
        if (count == names.length) {
            names = Arrays.copyOf(names, count + count / 2 + 4);
            values = Arrays.copyOf(values, count + count / 2 + 4);
        }
        long size = JsonSize.ofString(name);
        if (position < 0) {
            names[count] = size < 0 ? repaired(name) : name;
            newNameBytes += HeapSize.ofName(names[count]);
        } else {
            names[count] = old.names[position];
        }
        values[count] = value;
        count++;
        walk.charge(2 + (size < 0 ? JsonSize.ofString(names[count - 1]) : size));
    }

    private String repaired(String name) {
        String repaired = ValidText.repair(name);
        String free = repaired;
        for (int n = 2; Arrays.asList(names).subList(0, count).contains(free); n++) {
            free = repaired + "~" + n;
        }
        return free;
    }

    /** Says that something the object was made of can change, although all its values can't. */
    void neverFrozen() {
        allFrozen = false;
    }

    /**
     * Ends the object.
     *
     * @param source what was read
     * @param unchanging whether source keeps the same members for ever
     */
    Piece finish(Object source, boolean unchanging) {
        if (walk.stopped()) {
            return ObjectPiece.EMPTY;
        }
        if (same == count && count == old.names.length) {
            return finishUnchanged(source, unchanging && allFrozen);
        }
        if (inStep) {
            fallOutOfStep();
        }
        return finishNew(source, unchanging && allFrozen);
    }

    private Piece finishUnchanged(Object source, boolean frozen) {
        if (!inStep) {
            // Only the order differs: the old node stays, and its order with it.
            for (int i = 0; i < count; i++) {
                old.values[old.find(names[i], i)] = values[i];
            }
        }
        walk.rewind(bytesBefore);
        walk.charge(old.bytes);
        return old.readFrom(source, frozen);
    }

    private Piece finishNew(Object source, boolean frozen) {
        Map<String, JsonNode> members = new LinkedHashMap<>(count + count / 2 + 1);
        for (int i = 0; i < count; i++) {
            members.put(names[i], values[i].node);
        }
        // Two brackets, and one comma too many was charged with the names.
        walk.charge(count == 0 ? 2 : 1);
        walk.made(HeapSize.ofObjectNode(count) + newNameBytes);
        return new ObjectPiece(
                new ObjectNode(JsonNodeFactory.instance, members),
                (int) (walk.bytes() - bytesBefore),
                fallbacks,
                source,
                frozen,
                names.length == count ? names : Arrays.copyOf(names, count),
                values.length == count ? values : Arrays.copyOf(values, count));
    }
}
