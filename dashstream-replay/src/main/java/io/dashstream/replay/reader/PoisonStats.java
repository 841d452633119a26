package io.dashstream.replay.reader;

import io.dashstream.replay.store.Readability;
import java.util.Map;
import java.util.SortedMap;

/**
 * What became of records that can't be read, and what part of all records was there before the reader began.
 *
 * @param newRecords of the records stored, those that are at or behind the end that the log had when reading began, by
 *     readability; all others are history. Timestamps play no part in it
 * @param pauses how often a partition was stopped in front of a record
 * @param held the records that partitions wait in front of, by partition
 * @param letters dead letters written
 * @param letterFailures dead letters not written, by reason
 */
public record PoisonStats(
        Map<Readability, Long> newRecords,
        long pauses,
        SortedMap<Integer, Held> held,
        long letters,
        Map<DeadLetterFailure, Long> letterFailures) {

    /**
     * A record that its partition waits in front of.
     *
     * @param offset its offset
     * @param readability what is wrong with it
     */
    public record Held(long offset, Readability readability) {}

    /**
     * All records that were not there before the reader began.
     *
     * @return how many
     */
    public long newRecordCount() {
        return newRecords.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Those of them that can't be read.
     *
     * @return how many
     */
    public long newUnreadable() {
        return newRecordCount() - newRecords.getOrDefault(Readability.READABLE, 0L);
    }
}
