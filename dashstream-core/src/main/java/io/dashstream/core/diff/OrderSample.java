package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

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

    /**
     * Looks for the sampled elements by identity, which needs no look inside of any element. States that share what did not
     * change have their nodes all over the heap, so that a look inside is what costs.
     *
     * @return whether all were found; if not, nothing is known yet
     */
    boolean findSame(Slice to, IntPredicate offered) {
        if (size == 0 || !holds(to, from.get(sampled[0]))) {
            return false; // nothing is shared, most probably, and that took one comparison per element
        }
        @Nullable JsonNode[] missing = new JsonNode[size];
        Arrays.setAll(missing, sample -> from.get(sampled[sample]));
        for (int toIndex = 0; toIndex < to.size() && found < size; toIndex++) {
            int sample = indexOf(missing, to.get(toIndex));
            if (sample >= 0 && offered.test(toIndex)) {
                missing[sample] = null;
                found(sample, to, toIndex);
            }
        }
        boolean all = found == size;
        if (!all) {
            found = 0;
            foundWithNeighbour = 0;
        }
        return all;
    }

    @SuppressWarnings("ReferenceEquality") // equal nodes are found by their fingerprints
    private static boolean holds(Slice slice, JsonNode node) {
        for (int index = 0; index < slice.size(); index++) {
            if (slice.get(index) == node) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // equal nodes are found by their fingerprints
    private static int indexOf(@Nullable JsonNode[] nodes, JsonNode node) {
        for (int index = 0; index < nodes.length; index++) {
            if (nodes[index] == node) {
                return index;
            }
        }
        return -1;
    }

    /** Looks whether an element of the new slice is one of the sampled ones. */
    void offer(Slice to, int toIndex, long fingerprint) {
        int sample = queues.poll(fingerprint);
        if (sample != FingerprintQueues.NONE) {
            found(sample, to, toIndex);
        }
    }

    private void found(int sample, Slice to, int toIndex) {
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
