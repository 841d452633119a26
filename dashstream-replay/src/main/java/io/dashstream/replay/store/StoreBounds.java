package io.dashstream.replay.store;

import io.dashstream.replay.epoch.Epoch;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where a store begins and ends.
 *
 * @param epoch the incarnation of the log that the store holds
 * @param partitions the bounds of every partition that it knows
 * @param awaited partitions that the log has and of which nothing is known, as they never answered: what the store
 *     holds may be all of the log but for these
 */
public record StoreBounds(Epoch epoch, SortedMap<Integer, PartitionBounds> partitions, SortedSet<Integer> awaited)
        implements BoundsResult {

    /**
     * Takes copies.
     *
     * @param epoch the incarnation of the log that the store holds
     * @param partitions the bounds of every partition that it knows
     * @param awaited partitions of which nothing is known; none of those that it knows
     */
    public StoreBounds {
        partitions = Collections.unmodifiableSortedMap(new TreeMap<Integer, PartitionBounds>(partitions));
        awaited = Collections.unmodifiableSortedSet(new TreeSet<Integer>(awaited));
    }

    /**
     * The bounds of a log of which every partition is known.
     *
     * @param epoch the incarnation of the log that the store holds
     * @param partitions the bounds of every partition
     */
    public StoreBounds(Epoch epoch, SortedMap<Integer, PartitionBounds> partitions) {
        this(epoch, partitions, new TreeSet<>());
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
