package io.dashstream.replay.store;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.cursor.Position;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where one partition of a store begins and ends. None of the bounds goes back within an epoch, except by an announced
 * truncation.
 *
 * @param floor the lowest offset that the store can still answer for
 * @param next the next offset that it waits for: its high-water mark
 * @param end how far the log itself is known to reach: at least {@code next}, more while the reader is behind. A cursor
 *     between the two is not wrong, it only has to wait
 * @param lineage under which leader epochs the log was written up to {@code next}, as far as the store knows
 */
public record PartitionBounds(long floor, long next, long end, Lineage lineage) {

    /**
     * Takes the bounds; 0 &lt;= floor &lt;= next &lt;= end.
     *
     * @param floor the lowest offset that the store can still answer for
     * @param next the next offset that it waits for
     * @param end how far the log itself is known to reach
     * @param lineage under which leader epochs the log was written up to {@code next}
     */
    public PartitionBounds {
        if (floor < 0 || next < floor || end < next) {
            throw new ReplayException(
                    "partition bounds floor " + floor + ", next " + next + ", end " + end + " do not ascend from 0");
        }
    }

    /**
     * The position at an offset. It carries the leader epoch of what is before it, if the store knows that: whoever stands
     * there is told when the log is cut below, also if nothing was read yet.
     *
     * @param offset the offset, 0 or more
     * @return the position; behind {@code next} with the leader epoch that the log was seen at, if it was
     */
    public Position position(long offset) {
        return offset <= next ? lineage.position(offset) : lineage.ahead(offset);
    }

    /**
     * Why nobody may go on from a position as if nothing had happened.
     *
     * @param partition the partition's number
     * @param position the position
     * @return the answer to who does, or empty if nothing contradicts the position
     */
    public Optional<ReadResult> objection(int partition, Position position) {
        OptionalLong cut = lineage.divergence(position);
        if (cut.isPresent()) {
            return Optional.of(new LogTruncated(partition, cut.getAsLong()));
        }
        return lineage.isBeyond(position, next) ? Optional.of(new Unverifiable(partition)) : Optional.empty();
    }

    /**
     * A position that somebody else gave, with the leader epoch of what is before it if it has none.
     *
     * @param asked the position; one that has a leader epoch stays what it is
     * @return the position at the same offset
     */
    public Position known(Position asked) {
        return asked.leaderEpoch().isPresent() ? asked : position(asked.next());
    }

    /**
     * Where a read ends.
     *
     * @param asked where it began
     * @param reached the offset that it came to
     * @return the position there
     */
    public Position reached(Position asked, long reached) {
        return reached == asked.next() ? known(asked) : position(reached);
    }
}
