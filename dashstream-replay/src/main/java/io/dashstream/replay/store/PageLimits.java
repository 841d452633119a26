package io.dashstream.replay.store;

import io.dashstream.replay.ReplayException;

/**
 * The bounds of a page, over all partitions together.
 *
 * @param maxRecords at most so many records
 * @param maxBytes at most so many bytes of values, except that a single larger record is delivered alone
 */
public record PageLimits(int maxRecords, int maxBytes) {

    /** The default bounds: 500 records, 256 KiB. */
    public static final PageLimits DEFAULT = new PageLimits(500, 256 * 1024);

    /**
     * Takes the bounds; both are 1 or more.
     *
     * @param maxRecords at most so many records
     * @param maxBytes at most so many bytes of values
     */
    public PageLimits {
        if (maxRecords < 1 || maxBytes < 1) {
            throw new ReplayException(
                    "page limits " + maxRecords + " records, " + maxBytes + " bytes: both must be 1 or more");
        }
    }
}
