package io.dashstream.replay.cursor;

import io.dashstream.replay.ReplayException;
import java.util.OptionalInt;

/**
 * One partition's part of a cursor: the next offset wanted and, where known, the leader epoch of the last record
 * before it.
 *
 * <p>The leader epoch carries Kafka's truncation check (KIP-320) to the client: if the log no longer holds that epoch
 * just before the position, the log was cut and rewritten by an unclean election. Without it there is no such check.
 * Immutable.
 */
public final class Position {

    private static final int UNKNOWN = -1;

    private final long next;
    private final int leaderEpoch;

    private Position(long next, int leaderEpoch) {
        if (next < 0) {
            throw new ReplayException("next offset " + next + " is negative");
        }
        this.next = next;
        this.leaderEpoch = leaderEpoch;
    }

    /**
     * A position whose preceding leader epoch is not known.
     *
     * @param next the next offset wanted, 0 or more
     * @return the position
     */
    public static Position at(long next) {
        return new Position(next, UNKNOWN);
    }

    /**
     * A position behind a record of the given leader epoch.
     *
     * @param next the next offset wanted, 0 or more
     * @param leaderEpoch the leader epoch of the last record before it, 0 or more
     * @return the position
     */
    public static Position after(long next, int leaderEpoch) {
        if (leaderEpoch < 0) {
            throw new ReplayException("leader epoch " + leaderEpoch + " is negative");
        }
        return new Position(next, leaderEpoch);
    }

    /**
     * The next offset wanted.
     *
     * @return 0 or more
     */
    public long next() {
        return next;
    }

    /**
     * The leader epoch of the last record before {@link #next()}.
     *
     * @return the leader epoch, or empty if it is not known
     */
    public OptionalInt leaderEpoch() {
        return leaderEpoch == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(leaderEpoch);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Position that && next == that.next && leaderEpoch == that.leaderEpoch;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(next) + leaderEpoch;
    }

    @Override
    public String toString() {
        return leaderEpoch == UNKNOWN ? Long.toString(next) : next + "/" + leaderEpoch;
    }
}
