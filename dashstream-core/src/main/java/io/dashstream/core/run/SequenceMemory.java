package io.dashstream.core.run;

/**
 * Which message had which of the latest numbers: a ring that grows with a thread up to {@value #LARGEST} numbers. It
 * tells a copy of a message from another message with the same number.
 */
final class SequenceMemory {

    /** How many numbers are remembered at most. */
    static final int LARGEST = 1024;

    private static final int SMALLEST = 16;

    /** The number that a slot remembers; 0, which is no number, marks a free one. */
    private long[] sequences = new long[SMALLEST];

    private long[] fingerprints = new long[SMALLEST];
    private int used;

    enum Found {
        SAME,
        OTHER,
        UNKNOWN
    }

    void put(long sequence, long fingerprint) {
        if (used == sequences.length && used < LARGEST) {
            grow();
        }
        store(sequence, fingerprint);
    }

    Found find(long sequence, long fingerprint) {
        int slot = slotOf(sequence);
        if (sequences[slot] != sequence) {
            return Found.UNKNOWN;
        }
        return fingerprints[slot] == fingerprint ? Found.SAME : Found.OTHER;
    }

    private void store(long sequence, long fingerprint) {
        int slot = slotOf(sequence);
        if (Long.compareUnsigned(sequences[slot], sequence) > 0) {
            return; // a late one must not take the place of a newer one
        }
        if (sequences[slot] == 0) {
            used++;
        }
        sequences[slot] = sequence;
        fingerprints[slot] = fingerprint;
    }

    private int slotOf(long sequence) {
        return (int) sequence & sequences.length - 1;
    }

    private void grow() {
        long[] oldSequences = sequences;
        long[] oldFingerprints = fingerprints;
        sequences = new long[2 * oldSequences.length];
        fingerprints = new long[sequences.length];
        used = 0;
        for (int slot = 0; slot < oldSequences.length; slot++) {
            if (oldSequences[slot] != 0) {
                store(oldSequences[slot], oldFingerprints[slot]);
            }
        }
    }
}
