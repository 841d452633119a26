package io.dashstream.replay.store;

import io.dashstream.replay.cursor.Cursor;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The answer to a read: of every partition that the cursor names, the range from the cursor to {@link #next()}.
 *
 * <p>That range is either covered, and then the page holds every record in it that the filter accepts, or it is in
 * {@link #gaps()}. Gaps of a partition come before its records. Inside a partition, offsets ascend; between partitions,
 * records are merged by time as far as that keeps each partition's order.
 *
 * @param records the records
 * @param gaps what will not come, in order
 * @param next where the following page begins; the same as the cursor if there was nothing to read
 * @param bounds where each partition of the store began and ended when the page was read, including partitions that
 *     the cursor does not name
 * @param nextTurn the {@link ReadRequest#turn()} of the following page
 */
public record Page(
        List<StoredRecord> records,
        List<Gap> gaps,
        Cursor next,
        SortedMap<Integer, PartitionBounds> bounds,
        int nextTurn)
        implements ReadResult {

    /**
     * Takes copies of the collections.
     *
     * @param records the records
     * @param gaps what will not come
     * @param next where the following page begins
     * @param bounds where each partition of the store began and ended when the page was read
     * @param nextTurn the {@link ReadRequest#turn()} of the following page
     */
    public Page {
        records = List.copyOf(records);
        gaps = List.copyOf(gaps);
        bounds = Collections.unmodifiableSortedMap(new TreeMap<Integer, PartitionBounds>(bounds));
    }

    /**
     * The size of the page, as {@link PageLimits#maxBytes()} counts it.
     *
     * @return bytes of all values
     */
    public long bytes() {
        return records.stream().mapToLong(StoredRecord::size).sum();
    }
}
