package io.dashstream.replay.store;

import io.dashstream.replay.cursor.Position;
import java.util.List;

/**
 * What a store can give of one partition for one page: gaps at the cursor, then records in order. For implementers of
 * {@link ReplayStore}; a source is used by one read and by one thread.
 */
public interface PartitionSource {

    /**
     * The partition's number.
     *
     * @return 0 or more
     */
    int partition();

    /**
     * What will not come, from the cursor on and before any record.
     *
     * @return the gaps, adjacent and in order
     */
    List<Gap> gaps();

    /**
     * Whether there is another record that the filter accepts.
     *
     * @return whether {@link #peek()} has an answer
     */
    boolean hasNext();

    /**
     * The next record, without taking it.
     *
     * @return the record
     */
    StoredRecord peek();

    /** Takes the record that {@link #peek()} gave. */
    void take();

    /**
     * Where the following page goes on if no more records are taken: everything before it is covered by what was taken,
     * by the filter, or by the gaps.
     *
     * @return the position
     */
    Position resumeAt();
}
