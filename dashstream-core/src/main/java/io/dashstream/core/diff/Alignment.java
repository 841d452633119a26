package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;

/**
 * Which element of an old slice each element of a new slice comes from.
 *
 * <ol>
 *   <li>Elements are paired as they come; where two do not fit, the next few on both sides are tried. That finds what
 *       agents do most: some dropped, some inserted, a few changed.
 *   <li>What is left is paired by fingerprint, the k-th of the old ones with the k-th of the new ones.
 *   <li>Of all pairs, a longest sequence with the same order on both sides stays where it is (patience sorting,
 *       O(n log n)); the others move.
 *   <li>Between two that stay, elements without a counterpart are paired as changed ones.
 * </ol>
 *
 * <p>The rest is removed or added.
 */
final class Alignment {

    private static final int NONE = FingerprintQueues.NONE;

    /** How many elements to look ahead on each side. */
    private static final int LOOK_AHEAD = 4;

    /** How many looks in vain the first step may take, beyond those that pairs have earned. */
    private static final int FREE_LOOKS = 64;

    private final Slice from;
    private final Slice to;
    private final int[] sources;
    private final boolean[] proven;
    private final boolean[] moved;
    private final boolean[] kept;
    private long[] fingerprints = {};
    private int pairs;
    private int moves;
    private long steps;

    private Alignment(Slice from, Slice to) {
        this.from = from;
        this.to = to;
        this.sources = new int[to.size()];
        this.proven = new boolean[to.size()];
        this.moved = new boolean[to.size()];
        this.kept = new boolean[from.size()];
    }

    /** An alignment after its first step. */
    static Alignment begin(Slice from, Slice to) {
        Alignment alignment = new Alignment(from, to);
        Arrays.fill(alignment.sources, NONE);
        alignment.pairInOrder();
        return alignment;
    }

    /** Takes the other steps. */
    void complete() {
        if (removals() > 0 && additions() > 0) {
            pairEqualFingerprints();
            markMoved();
            pairChanged();
        }
    }

    /** Where a sample of the elements without counterpart went. Meant for before the other steps. */
    OrderSample sample() {
        OrderSample sample = new OrderSample(from, index -> kept[index]);
        if (sample.findSame(to, index -> sources[index] == NONE)) {
            return sample;
        }
        for (int index = 0; index < sources.length; index++) {
            if (sources[index] == NONE) {
                sample.offer(to, index, fingerprintOfNew(index));
            }
        }
        return sample;
    }

    private long fingerprintOfNew(int index) {
        if (fingerprints.length == 0) {
            fingerprints = new long[sources.length];
        }
        if (fingerprints[index] == 0) {
            fingerprints[index] = Fingerprint.of(to.get(index));
            steps++;
        }
        return fingerprints[index];
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

    /** Whether an element is known to be equal to its source. */
    boolean isProven(int toIndex) {
        return proven[toIndex];
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

    private void pairInOrder() {
        int looks = FREE_LOOKS;
        int fromIndex = 0;
        int toIndex = 0;
        while (fromIndex < from.size() && toIndex < to.size() && looks > 0) {
            if (pairIfAlike(fromIndex, toIndex)) {
                looks += 2;
                fromIndex++;
                toIndex++;
                continue;
            }
            int ahead = 1;
            for (; ahead <= LOOK_AHEAD; ahead++) {
                looks -= 3;
                if (pairIfAlike(fromIndex + ahead, toIndex)) {
                    fromIndex += ahead + 1;
                    toIndex++;
                    break;
                }
                if (pairIfAlike(fromIndex, toIndex + ahead)) {
                    fromIndex++;
                    toIndex += ahead + 1;
                    break;
                }
                if (pairIfAlike(fromIndex + ahead, toIndex + ahead)) {
                    fromIndex += ahead + 1;
                    toIndex += ahead + 1;
                    break;
                }
            }
            if (ahead > LOOK_AHEAD) {
                return;
            }
        }
    }

    private boolean pairIfAlike(int fromIndex, int toIndex) {
        if (fromIndex >= from.size() || toIndex >= to.size()) {
            return false;
        }
        JsonNode old = from.get(fromIndex);
        JsonNode now = to.get(toIndex);
        Likeness likeness = Likeness.of(old, now);
        steps += Likeness.steps(old, now);
        if (likeness == Likeness.DIFFERENT
                || (likeness == Likeness.ALIKE && Fingerprint.of(old) != Fingerprint.of(now))) {
            return false;
        }
        pair(fromIndex, toIndex);
        proven[toIndex] = likeness == Likeness.EQUAL;
        return true;
    }

    private void pair(int fromIndex, int toIndex) {
        sources[toIndex] = fromIndex;
        kept[fromIndex] = true;
        pairs++;
    }

    private void pairEqualFingerprints() {
        FingerprintQueues queues = new FingerprintQueues(removals(), from.size());
        for (int index = from.size() - 1; index >= 0; index--) {
            if (!kept[index]) {
                queues.push(Fingerprint.of(from.get(index)), index);
                steps++;
            }
        }
        for (int index = 0; index < sources.length; index++) {
            if (sources[index] == NONE) {
                int source = queues.poll(fingerprintOfNew(index));
                if (source != NONE) {
                    pair(source, index);
                }
            }
        }
    }

    private void markMoved() {
        int[] ends = new int[Math.min(sources.length, from.size())];
        int[] endSources = new int[ends.length];
        int[] previous = new int[sources.length];
        int length = 0;
        for (int index = 0; index < sources.length; index++) {
            int source = sources[index];
            if (source == NONE) {
                continue;
            }
            moved[index] = true;
            int place =
                    length == 0 || endSources[length - 1] < source ? length : firstAbove(endSources, length, source);
            previous[index] = place == 0 ? NONE : ends[place - 1];
            ends[place] = index;
            endSources[place] = source;
            length = Math.max(length, place + 1);
        }
        for (int index = length == 0 ? NONE : ends[length - 1]; index != NONE; index = previous[index]) {
            moved[index] = false;
        }
        moves = pairs - length;
    }

    /** The first of these rising values that is above the given one; the last of them is. */
    private static int firstAbove(int[] values, int count, int value) {
        int base = 0;
        for (int rest = count; rest > 1; ) {
            int half = rest >>> 1;
            // A conditional move: which way it goes can't be predicted.
            base = values[base + half - 1] < value ? base + half : base;
            rest -= half;
        }
        return base;
    }

    /** Between two elements that stay, what was removed and what was added may be one element that has changed. */
    private void pairChanged() {
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
                changed.pair(this::pair);
            }
        }
        steps += changed.steps();
    }
}
