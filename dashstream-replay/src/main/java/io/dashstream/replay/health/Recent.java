package io.dashstream.replay.health;

import java.time.Duration;

/**
 * What happened lately. Records are those only that were not in the log before the reader began: errors and what they are
 * compared with are of one population.
 *
 * @param window how far back it goes, two minutes at most
 * @param records records stored
 * @param unreadable those of them that can't be read as messages
 * @param missingOffsets offsets that were gone before they were read
 * @param kafkaFailures looks at the topic without an answer, and readings that broke off
 * @param storeFailures batches that the store did not take
 */
public record Recent(
        Duration window, long records, long unreadable, long missingOffsets, long kafkaFailures, long storeFailures) {

    /** So many records at least make a rate; one error of one record is a count. */
    static final int LEAST_RECORDS = 20;

    /**
     * The part of the records that can't be read.
     *
     * @return from 0 to 1; 0 if there are too few records to say
     */
    public double unreadableRate() {
        return records < LEAST_RECORDS ? 0 : (double) unreadable / records;
    }
}
