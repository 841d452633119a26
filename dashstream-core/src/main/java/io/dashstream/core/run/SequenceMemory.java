package io.dashstream.core.run;

/**
 * Which message had which of the latest numbers of a count: a ring that grows with the count up to {@value #LARGEST}
 * numbers. It tells when a number is used a second time, by another message.
 */
final class SequenceMemory {

    /** How many numbers are remembered at most. */
    static final int LARGEST = 1024;

    private static final int SMALLEST = 16;

    /** The number that a slot remembers; 0, which is no number, marks a free one. */
    private long[] sequences = new long[SMALLEST];

    private long[] fingerprints = new long[SMALLEST];
    private int used;

    void put(long sequence, long fingerprint) {
        if (used == sequences.length && used < LARGEST) {
            grow();
        }
        store(sequence, fingerprint);
    }

    /** Whether the number is remembered, and was another message's. */
    boolean isOther(long sequence, long fingerprint) {
        int slot = slotOf(sequence);
        return sequences[slot] == sequence && fingerprints[slot] != fingerprint;
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
