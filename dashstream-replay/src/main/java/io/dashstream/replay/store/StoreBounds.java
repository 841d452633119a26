package io.dashstream.replay.store;

import io.dashstream.replay.epoch.Epoch;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a store begins and ends.
 *
 * @param epoch the incarnation of the log that the store holds
 * @param partitions the bounds of every partition that it knows
 */
public record StoreBounds(Epoch epoch, SortedMap<Integer, PartitionBounds> partitions) implements BoundsResult {

    /**
     * Takes a copy of the bounds.
     *
     * @param epoch the incarnation of the log that the store holds
     * @param partitions the bounds of every partition that it knows
     */
    public StoreBounds {
        partitions = Collections.unmodifiableSortedMap(new TreeMap<Integer, PartitionBounds>(partitions));
    }

    /**
     * From a map in any order.
     *
     * @param epoch the incarnation of the log
     * @param partitions the bounds by partition
     * @return the bounds
     */
    public static StoreBounds of(Epoch epoch, Map<Integer, PartitionBounds> partitions) {
        return new StoreBounds(epoch, new TreeMap<>(partitions));
    }
}
