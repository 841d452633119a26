package io.dashstream.replay.store;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;

/** A place in the log that is not named by offsets. */
public sealed interface SeekTarget {

    /**
     * The first record of each partition that is not older than a time.
     *
     * @param epochMillis milliseconds since 1970, compared with the records' timestamps
     */
    record Timestamp(long epochMillis) implements SeekTarget {}

    /**
     * The first record of each partition that is newer, by its timestamp, than the newest record that a cursor has
     * behind it.
     *
     * @param cursor the cursor
     */
    record NewerThan(Cursor cursor) implements SeekTarget {}

    /**
     * The newest record of a thread from which its state can be rebuilt; if there is none, its first record.
     *
     * @param thread the thread
     */
    record NewestBase(ThreadKey thread) implements SeekTarget {}
}
