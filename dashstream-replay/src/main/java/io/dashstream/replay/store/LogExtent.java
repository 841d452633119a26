package io.dashstream.replay.store;

import io.dashstream.replay.ReplayException;

/**
 * Where the log of one partition is, when a store begins with it.
 *
 * @param start where the store begins, if it has nothing of the partition yet
 * @param end how far the log is known to reach
 */
public record LogExtent(long start, long end) {

    /**
     * Takes the offsets; 0 &lt;= start &lt;= end.
     *
     * @param start where the store begins
     * @param end how far the log is known to reach
     */
    public LogExtent {
        if (start < 0 || end < start) {
            throw new ReplayException("log extent [" + start + ", " + end + ") is not a range");
        }
    }
}
