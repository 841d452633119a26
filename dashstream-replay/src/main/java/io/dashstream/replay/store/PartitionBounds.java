package io.dashstream.replay.store;

import io.dashstream.replay.ReplayException;

/**
 * Where one partition of a store begins and ends. None of the bounds goes back within an epoch, except by an announced
 * truncation.
 *
 * @param floor the lowest offset that the store can still answer for
 * @param next the next offset that it waits for: its high-water mark
 * @param end how far the log itself is known to reach: at least {@code next}, more while the reader is behind. A cursor
 *     between the two is not wrong, it only has to wait
 */
public record PartitionBounds(long floor, long next, long end) {

    /**
     * Takes the bounds; 0 &lt;= floor &lt;= next &lt;= end.
     *
     * @param floor the lowest offset that the store can still answer for
     * @param next the next offset that it waits for
     * @param end how far the log itself is known to reach
     */
    public PartitionBounds {
        if (floor < 0 || next < floor || end < next) {
            throw new ReplayException(
                    "partition bounds floor " + floor + ", next " + next + ", end " + end + " do not ascend from 0");
        }
    }
}
