package io.dashstream.core.diff;

import java.util.Arrays;

/**
 * Which element of an old slice each element of a new slice comes from.
 *
 * <p>Elements with equal fingerprints are paired, the k-th of the old ones with the k-th of the new ones. Of these
 * pairs, a longest sequence that has the same order on both sides stays where it is (patience sorting, O(n log n)); the
 * others move. Between two that stay, elements without a counterpart are paired as changed ones. The rest is removed
 * or added.
 */
final class Alignment {

    private static final int NONE = -1;

    private final Slice from;
    private final Slice to;
    private final int[] sources;
    private final boolean[] moved;
    private final boolean[] kept;
    private int pairs;
    private int moves;
    private long steps;

    private Alignment(Slice from, Slice to) {
        this.from = from;
        this.to = to;
        this.sources = new int[to.size()];
        this.moved = new boolean[to.size()];
        this.kept = new boolean[from.size()];
    }

    static Alignment of(Slice from, Slice to) {
        Alignment alignment = new Alignment(from, to);
        alignment.pairEqualFingerprints();
        alignment.markMoved();
        alignment.pairChanged();
        return alignment;
    }

    Slice from() {
        return from;
    }

    Slice to() {
        return to;
    }

    boolean isAdded(int toIndex) {
        return sources[toIndex] == NONE;
    }

    boolean isRemoved(int fromIndex) {
        return !kept[fromIndex];
    }

    boolean isMoved(int toIndex) {
        return moved[toIndex];
    }

    /** The index in the old slice of an element that is not added. */
    int source(int toIndex) {
        return sources[toIndex];
    }

    int moves() {
        return moves;
    }

    int additions() {
        return to.size() - pairs;
    }

    int removals() {
        return from.size() - pairs;
    }

    /** How many elements were looked at. */
    long steps() {
        return steps;
    }

    private void pairEqualFingerprints() {
        FingerprintQueues queues = new FingerprintQueues(from.size());
        for (int index = from.size() - 1; index >= 0; index--) {
            queues.push(Fingerprint.of(from.get(index)), index);
        }
        for (int index = 0; index < sources.length; index++) {
            sources[index] = queues.poll(Fingerprint.of(to.get(index)));
            if (sources[index] != NONE) {
                kept[sources[index]] = true;
                pairs++;
            }
        }
        steps += from.size() + to.size();
    }

    private void markMoved() {
        int[] tails = new int[Math.min(sources.length, from.size())];
        int[] previous = new int[sources.length];
        int length = 0;
        for (int index = 0; index < sources.length; index++) {
            if (sources[index] == NONE) {
                continue;
            }
            moved[index] = true;
            int place = placeOf(sources[index], tails, length);
            previous[index] = place == 0 ? NONE : tails[place - 1];
            tails[place] = index;
            length = Math.max(length, place + 1);
        }
        for (int index = length == 0 ? NONE : tails[length - 1]; index != NONE; index = previous[index]) {
            moved[index] = false;
        }
        moves = pairs - length;
    }

    /** Where in the ends of increasing sequences, by length, this source goes. */
    private int placeOf(int source, int[] tails, int length) {
        if (length == 0 || sources[tails[length - 1]] < source) {
            return length;
        }
        int low = 0;
        int high = length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sources[tails[middle]] < source) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Between two elements that stay, what was removed and what was added may be one element that has changed. */
    private void pairChanged() {
        if (removals() == 0 || additions() == 0) {
            return;
        }
        ChangedPairs changed = new ChangedPairs(from, to);
        int fromIndex = 0;
        for (int index = 0; index <= sources.length; index++) {
            boolean end = index == sources.length;
            if (!end && sources[index] == NONE) {
                changed.offerNew(index);
            }
            if (end || (sources[index] != NONE && !moved[index])) {
                int stop = end ? kept.length : sources[index];
                for (; fromIndex < stop; fromIndex++) {
                    if (!kept[fromIndex]) {
                        changed.offerOld(fromIndex);
                    }
                }
                changed.pair(this::keepChanged);
            }
        }
        steps += changed.steps();
    }

    private void keepChanged(int fromIndex, int toIndex) {
        sources[toIndex] = fromIndex;
        kept[fromIndex] = true;
        pairs++;
    }

    /** Indexes by fingerprint: a hash table with open addressing over linked lists in arrays. */
    private static final class FingerprintQueues {

        private static final int EMPTY = -2;

        private final long[] fingerprints;
        private final int[] heads;
        private final int[] next;

        FingerprintQueues(int size) {
            int slots = Integer.highestOneBit(Math.max(1, size)) << 2;
            fingerprints = new long[slots];
            heads = new int[slots];
            Arrays.fill(heads, EMPTY);
            next = new int[size];
        }

        void push(long fingerprint, int index) {
            int slot = slot(fingerprint);
            next[index] = heads[slot] == EMPTY ? NONE : heads[slot];
            fingerprints[slot] = fingerprint;
            heads[slot] = index;
        }

        int poll(long fingerprint) {
            int slot = slot(fingerprint);
            int head = heads[slot];
            if (head < 0) {
                return NONE;
            }
            heads[slot] = next[head];
            return head;
        }

        private int slot(long fingerprint) {
            int mask = heads.length - 1;
            int slot = (int) (fingerprint ^ (fingerprint >>> 32)) & mask;
            while (heads[slot] != EMPTY && fingerprints[slot] != fingerprint) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }
    }
}
