package io.dashstream.core.diff;

import java.util.function.IntPredicate;

/**
 * Asks a few elements of an old array where they went, to tell an array that was edited from one that was shuffled or
 * filled anew, before anything more expensive is done.
 */
final class OrderSample {

    private static final int SAMPLES = 16;

    private final FingerprintQueues queues = new FingerprintQueues(SAMPLES, SAMPLES);
    private final int[] sampled = new int[SAMPLES];
    private final Slice from;
    private int size;
    private int found;
    private int foundWithNeighbour;

    /** Samples an old slice, except for elements that are excluded, and the last one. */
    OrderSample(Slice from, IntPredicate excluded) {
        this.from = from;
        for (int sample = 0; sample < SAMPLES; sample++) {
            int index = (int) ((long) sample * (from.size() - 1) / SAMPLES);
            if (!excluded.test(index)) {
                sampled[size] = index;
                queues.push(Fingerprint.of(from.get(index)), size++);
            }
        }
    }

    /** Looks whether an element of the new slice is one of the sampled ones. */
    void offer(Slice to, int toIndex, long fingerprint) {
        int sample = queues.poll(fingerprint);
        if (sample == FingerprintQueues.NONE) {
            return;
        }
        found++;
        boolean hasNext = toIndex + 1 < to.size();
        if (hasNext && Likeness.of(from.get(sampled[sample] + 1), to.get(toIndex + 1)) != Likeness.DIFFERENT) {
            foundWithNeighbour++;
        }
    }

    /** Whether hardly any element is still followed by the one that followed it. */
    boolean isScattered() {
        return size > SAMPLES / 2 && foundWithNeighbour <= 1;
    }

    /** Whether most elements are still there, wherever. */
    boolean isMostlyFound() {
        return 2 * found > size;
    }
}
