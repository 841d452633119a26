package io.dashstream.replay.cursor;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.epoch.Epoch;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a reader is in a log: an epoch and, per partition, the next offset wanted.
 *
 * <p>A cursor is all the state that a session needs: any server that holds the same log serves the same records from
 * it. Immutable.
 */
public final class Cursor {

    private final Epoch epoch;
    private final SortedMap<Integer, Position> partitions;

    private Cursor(Epoch epoch, SortedMap<Integer, Position> partitions) {
        this.epoch = epoch;
        this.partitions = Collections.unmodifiableSortedMap(partitions);
    }

    /**
     * A cursor over some partitions.
     *
     * @param epoch the incarnation of the log that the offsets belong to
     * @param partitions the position of each partition
     * @return the cursor
     * @throws ReplayException if a partition number is negative
     */
    public static Cursor of(Epoch epoch, Map<Integer, Position> partitions) {
        TreeMap<Integer, Position> copy = new TreeMap<>(partitions);
        if (!copy.isEmpty() && copy.firstKey() < 0) {
            throw new ReplayException("partition " + copy.firstKey() + " is negative");
        }
        return new Cursor(epoch, copy);
    }

    /**
     * A cursor that names no partition yet.
     *
     * @param epoch the incarnation of the log
     * @return the cursor
     */
    public static Cursor empty(Epoch epoch) {
        return new Cursor(epoch, new TreeMap<>());
    }

    /**
     * The incarnation of the log that the offsets belong to.
     *
     * @return the epoch
     */
    public Epoch epoch() {
        return epoch;
    }

    /**
     * All positions by partition, in ascending order; not modifiable.
     *
     * @return the positions
     */
    public SortedMap<Integer, Position> partitions() {
        return partitions;
    }

    /**
     * The position of one partition.
     *
     * @param partition the partition's number
     * @return its position, or empty if the cursor does not name the partition
     */
    public Optional<Position> position(int partition) {
        return Optional.ofNullable(partitions.get(partition));
    }

    /**
     * The next offset wanted of a partition that the cursor names.
     *
     * @param partition the partition's number
     * @return the next offset
     * @throws ReplayException if the cursor does not name the partition
     */
    public long next(int partition) {
        Position position = partitions.get(partition);
        if (position == null) {
            throw new ReplayException("the cursor names partitions " + partitions.keySet() + ", not " + partition);
        }
        return position.next();
    }

    /**
     * This cursor with one position set.
     *
     * @param partition the partition's number
     * @param position its new position
     * @return another cursor
     */
    public Cursor with(int partition, Position position) {
        return with(Map.of(partition, position));
    }

    /**
     * This cursor with some positions set.
     *
     * @param positions the new positions by partition
     * @return another cursor, or this one if there is nothing to set
     */
    public Cursor with(Map<Integer, Position> positions) {
        if (positions.isEmpty()) {
            return this;
        }
        TreeMap<Integer, Position> copy = new TreeMap<>(partitions);
        copy.putAll(positions);
        return of(epoch, copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cursor that && epoch.equals(that.epoch) && partitions.equals(that.partitions);
    }

    @Override
    public int hashCode() {
        return 31 * epoch.hashCode() + partitions.hashCode();
    }

    @Override
    public String toString() {
        return epoch + partitions.toString();
    }
}
