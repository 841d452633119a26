package io.dashstream.replay.store;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The offset at which to start each partition.
 *
 * @param offsets the offset by partition; a partition without a match starts at its end
 */
public record Located(SortedMap<Integer, Long> offsets) implements SeekResult {

    /**
     * Takes a copy of the offsets.
     *
     * @param offsets the offset by partition
     */
    public Located {
        offsets = Collections.unmodifiableSortedMap(new TreeMap<Integer, Long>(offsets));
    }

    /**
     * From a map in any order.
     *
     * @param offsets the offset by partition
     * @return the result
     */
    public static Located at(Map<Integer, Long> offsets) {
        return new Located(new TreeMap<>(offsets));
    }
}
