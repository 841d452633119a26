package io.dashstream.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the canonical bytes of containers by the identity of their nodes, which is safe because nobody changes a
 * node. A hash table with open addressing, because {@code IdentityHashMap} needs a box per entry and a second look to
 * add.
 *
 * <p>Memory is bounded: every part is charged with an estimate of its bytes and of the nodes that it keeps alive. When
 * the limit is reached, what the current round did not use goes first; if that is not enough, nothing is added.
 */
final class SpelledParts {

    /** The canonical bytes of one container. */
    static final class Part {
        final byte[] bytes;

        /** How many levels of containers are below. */
        final int height;

        private final JsonNode node;
        private long round;

        private Part(JsonNode node, byte[] bytes, int height, long round) {
            this.node = node;
            this.bytes = bytes;
            this.height = height;
            this.round = round;
        }

        /** Jackson's nodes take about four times the memory of their text; the rest is this object and its slot. */
        private long cost() {
            return 5L * bytes.length + 128;
        }
    }

    private static final int INITIAL_SLOTS = 64;

    private final long limit;
    private @Nullable Part[] slots = new Part[INITIAL_SLOTS];
    private int count;
    private long cost;
    private long round;
    private boolean full;

    SpelledParts(long limit) {
        this.limit = limit;
    }

    /** Begins a round: parts that it uses outlive those that it does not use. */
    void nextRound() {
        round++;
        full = false;
    }

    @SuppressWarnings("ReferenceEquality") // identity is the point
    @Nullable
    Part find(JsonNode node) {
        int mask = slots.length - 1;
        for (int slot = slotOf(node, mask); ; slot = (slot + 1) & mask) {
            Part part = slots[slot];
            if (part == null) {
                return null;
            }
            if (part.node == node) {
                part.round = round;
                return part;
            }
        }
    }

    /** Adds a part that is not there yet, if there is memory for it. */
    void add(JsonNode node, byte[] bytes, int height) {
        if (full) {
            return;
        }
        Part part = new Part(node, bytes, height, round);
        if (cost + part.cost() > limit) {
            rebuild(slots.length, round);
        }
        if (cost + part.cost() > limit) {
            full = true;
            return;
        }
        if (2 * (count + 1) > slots.length) {
            rebuild(2 * slots.length, Long.MIN_VALUE);
        }
        put(part);
    }

    void clear() {
        slots = new Part[INITIAL_SLOTS];
        count = 0;
        cost = 0;
    }

    /** An upper bound of the memory in use. */
    long cost() {
        return cost;
    }

    private void rebuild(int size, long oldestRound) {
        @Nullable Part[] old = slots;
        slots = new Part[size];
        count = 0;
        cost = 0;
        Arrays.stream(old)
                .filter(part -> part != null && part.round >= oldestRound)
                .forEach(this::put);
    }

    private void put(Part part) {
        int mask = slots.length - 1;
        int slot = slotOf(part.node, mask);
        while (slots[slot] != null) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = part;
        count++;
        cost += part.cost();
    }

    private static int slotOf(JsonNode node, int mask) {
        int hash = System.identityHashCode(node) * 0x9E3779B9;
        return (hash ^ (hash >>> 16)) & mask;
    }
}
