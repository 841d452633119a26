package io.dashstream.core.diff;

/**
 * Indexes by fingerprint, each fingerprint's in the order in which they will be polled: a hash table with open
 * addressing over linked lists in arrays.
 */
final class FingerprintQueues {

    static final int NONE = -1;

    /** What a slot's head may be, besides an index plus 1. */
    private static final int UNUSED = 0;

    private static final int POLLED_OUT = -1;

    private final long[] fingerprints;
    private final int[] heads;
    private final int[] next;

    /** Takes at most {@code count} indexes below {@code end}. */
    FingerprintQueues(int count, int end) {
        int slots = Integer.highestOneBit(Math.max(1, count)) << 2;
        fingerprints = new long[slots];
        heads = new int[slots];
        next = new int[end];
    }

    /** Puts an index in front of those with the same fingerprint. */
    void push(long fingerprint, int index) {
        int slot = slot(fingerprint);
        next[index] = heads[slot] == UNUSED ? POLLED_OUT : heads[slot];
        fingerprints[slot] = fingerprint;
        heads[slot] = index + 1;
    }

    /** Takes out the first index with this fingerprint, or {@link #NONE}. */
    int poll(long fingerprint) {
        int slot = slot(fingerprint);
        int head = heads[slot];
        if (head <= UNUSED) {
            return NONE;
        }
        heads[slot] = next[head - 1];
        return head - 1;
    }

    private int slot(long fingerprint) {
        int mask = heads.length - 1;
        int slot = (int) (fingerprint >>> 32) & mask;
        while (heads[slot] != UNUSED && fingerprints[slot] != fingerprint) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
