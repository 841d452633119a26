package io.dashstream.core.diff;

/**
 * The index from which and the index to which each moved element goes, at the time when its operation is applied.
 *
 * <p>Removed elements are gone by then and added ones not there yet. Elements are moved in the order of the new array,
 * each right behind its predecessor. So at any time the array consists of gaps, one behind each element that stays:
 * in a gap first come the elements that have arrived, in the order of the new array, then those that still have to
 * leave, in the order of the old array. Counting both kinds takes O(log n) per move.
 */
final class MovePlan {

    /** Takes a move; the second index is the one after the element was taken out. */
    @FunctionalInterface
    interface Taker {
        void take(int fromIndex, int toIndex);
    }

    private final Alignment alignment;

    /** For each old element: how many before it stay, and how many before it will move. */
    private final int[] stayingBefore;

    private final int[] leavingBefore;

    /** The gaps of the elements that move, in the order of the old array: behind how many that stay. */
    private final int[] gaps;

    /** How many have not left yet: a binary indexed tree (Fenwick 1994) over the elements that move. */
    private final int[] leaving;

    /** The gaps in which the elements that have arrived are; never falling. */
    private final int[] arrivals;

    private int arrived;

    MovePlan(Alignment alignment) {
        this.alignment = alignment;
        int size = alignment.from().size();
        this.stayingBefore = new int[size];
        this.leavingBefore = new int[size];
        this.gaps = new int[alignment.moves()];
        this.leaving = new int[alignment.moves() + 1];
        this.arrivals = new int[alignment.moves()];
        count(size);
    }

    private void count(int size) {
        boolean[] moves = new boolean[size];
        for (int index = 0; index < alignment.to().size(); index++) {
            if (alignment.isMoved(index)) {
                moves[alignment.source(index)] = true;
            }
        }
        int staying = 0;
        int leavers = 0;
        for (int index = 0; index < size; index++) {
            stayingBefore[index] = staying;
            leavingBefore[index] = leavers;
            if (moves[index]) {
                gaps[leavers++] = staying;
                add(leavers, 1);
            } else if (!alignment.isRemoved(index)) {
                staying++;
            }
        }
    }

    /** Names the moves in the order in which they are to be applied. */
    void forEach(Taker taker) {
        int rank = 0;
        int staying = 0;
        for (int index = 0; index < alignment.to().size(); index++) {
            if (alignment.isAdded(index)) {
                continue;
            }
            if (alignment.isMoved(index)) {
                move(alignment.source(index), rank, staying, taker);
            } else {
                staying++;
            }
            rank++;
        }
    }

    private void move(int source, int rank, int targetGap, Taker taker) {
        int gap = stayingBefore[source];
        int leaver = leavingBefore[source];
        int from = gap + firstAbove(arrivals, arrived, gap) + stillLeaving(leaver);
        add(leaver + 1, -1);
        int to = rank + stillLeaving(firstAbove(gaps, gaps.length, targetGap - 1));
        arrivals[arrived++] = targetGap;
        if (from != to) {
            taker.take(from, to);
        }
    }

    /** How many of the first {@code count} leavers have not left. */
    private int stillLeaving(int count) {
        int sum = 0;
        for (int node = count; node > 0; node &= node - 1) {
            sum += leaving[node];
        }
        return sum;
    }

    private void add(int leaver, int change) {
        for (int node = leaver; node < leaving.length; node += node & -node) {
            leaving[node] += change;
        }
    }

    /** The number of values, which never fall, that are at most the limit. */
    private static int firstAbove(int[] values, int count, int limit) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] <= limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
