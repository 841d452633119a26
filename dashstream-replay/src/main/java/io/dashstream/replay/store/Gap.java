package io.dashstream.replay.store;

import io.dashstream.replay.ReplayException;

/**
 * A range of one partition whose records will not come.
 *
 * @param partition the partition's number
 * @param from the first offset of the range
 * @param to the first offset behind the range
 * @param reason why
 */
public record Gap(int partition, long from, long to, GapReason reason) {

    /**
     * Takes the parts; the range is not empty.
     *
     * @param partition the partition's number
     * @param from the first offset of the range
     * @param to the first offset behind the range
     * @param reason why
     */
    public Gap {
        if (from < 0 || to <= from) {
            throw new ReplayException("gap [" + from + ", " + to + ") of partition " + partition + " is not a range");
        }
    }

    /**
     * How many records are lost at most; fewer if the range had holes.
     *
     * @return the length of the range, 1 or more
     */
    public long maxLost() {
        return to - from;
    }
}
