package io.dashstream.replay.store;

import io.dashstream.replay.ReplayException;

/**
 * Where the log of one partition is, when a store begins with it.
 *
 * @param start where the store begins, if it has nothing of the partition yet
 * @param logEnd how far the log is known to reach
 */
public record LogExtent(long start, LogEnd logEnd) {

    /**
     * Takes the offsets; 0 &lt;= start &lt;= end.
     *
     * @param start where the store begins
     * @param logEnd how far the log is known to reach
     */
    public LogExtent {
        if (start < 0 || logEnd.offset() < start) {
            throw new ReplayException("log extent [" + start + ", " + logEnd.offset() + ") is not a range");
        }
    }

    /**
     * An extent at whose end the leader epoch is not known.
     *
     * @param start where the store begins
     * @param end how far the log is known to reach
     */
    public LogExtent(long start, long end) {
        this(start, LogEnd.at(end));
    }

    /**
     * How far the log is known to reach.
     *
     * @return the first offset that is not written yet
     */
    public long end() {
        return logEnd.offset();
    }
}
