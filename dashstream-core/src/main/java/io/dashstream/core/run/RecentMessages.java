package io.dashstream.core.run;

/**
 * The fingerprints of the latest messages of a thread, whatever count their numbers belong to: at least the latest
 * {@value #GENERATION}, at most twice as many. Two hash sets by open addressing; when the younger one is full it becomes the
 * older one, which is forgotten.
 */
final class RecentMessages {

    /** How many messages are remembered at least. */
    static final int GENERATION = 1024;

    private static final int SMALLEST = 32;

    private Fingerprints younger = new Fingerprints();
    private Fingerprints older = new Fingerprints();

    boolean contains(long fingerprint) {
        return younger.contains(fingerprint) || older.contains(fingerprint);
    }

    void add(long fingerprint) {
        if (younger.size >= GENERATION) {
            older = younger;
            younger = new Fingerprints();
        }
        younger.add(fingerprint);
    }

    private static final class Fingerprints {

        /** At most half of the slots are used; 0 marks a free one. */
        private long[] slots = new long[SMALLEST];

        private int size;

        boolean contains(long fingerprint) {
            return slots[slotOf(fingerprint)] != 0;
        }

        void add(long fingerprint) {
            if (2 * size >= slots.length) {
                grow();
            }
            int slot = slotOf(fingerprint);
            if (slots[slot] == 0) {
                slots[slot] = nonZero(fingerprint);
                size++;
            }
        }

        private void grow() {
            long[] old = slots;
            slots = new long[2 * old.length];
            size = 0;
            for (long fingerprint : old) {
                if (fingerprint != 0) {
                    add(fingerprint);
                }
            }
        }

        /** Where it is, or where it would go. */
        private int slotOf(long fingerprint) {
            long wanted = nonZero(fingerprint);
            int slot = (int) (wanted ^ wanted >>> 32) & slots.length - 1;
            while (slots[slot] != 0 && slots[slot] != wanted) {
                slot = slot + 1 & slots.length - 1;
            }
            return slot;
        }

        private static long nonZero(long fingerprint) {
            return fingerprint == 0 ? 1 : fingerprint;
        }
    }
}
