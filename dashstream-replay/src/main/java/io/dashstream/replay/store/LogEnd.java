package io.dashstream.replay.store;

import io.dashstream.replay.ReplayException;
import java.util.OptionalInt;

/**
 * How far the log of one partition is known to reach.
 *
 * @param offset the first offset that is not written yet
 * @param leaderEpoch the leader epoch that the partition was at when it was asked, 0 or more: nothing in front of the
 *     offset has a newer one; empty if it is not known
 */
public record LogEnd(long offset, OptionalInt leaderEpoch) {

    /**
     * Takes the parts.
     *
     * @param offset the first offset that is not written yet
     * @param leaderEpoch the leader epoch at that time
     * @throws ReplayException if one of them is negative
     */
    public LogEnd {
        if (offset < 0 || leaderEpoch.orElse(0) < 0) {
            throw new ReplayException(
                    "end of the log " + offset + ", leader epoch " + leaderEpoch + ": both must be 0 or more");
        }
    }

    /**
     * An end whose leader epoch is not known.
     *
     * @param offset the first offset that is not written yet
     * @return the end
     */
    public static LogEnd at(long offset) {
        return new LogEnd(offset, OptionalInt.empty());
    }
}
