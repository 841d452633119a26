package io.dashstream.replay.health;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

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
 * @param delivery what happened between the store and its clients, by name
 */
public record Recent(
        Duration window,
        long records,
        long unreadable,
        long missingOffsets,
        long kafkaFailures,
        long storeFailures,
        SortedMap<String, Long> delivery) {

    /**
     * Takes a copy of the map.
     *
     * @param window how far back it goes, two minutes at most
     * @param records records stored
     * @param unreadable those of them that can't be read as messages
     * @param missingOffsets offsets that were gone before they were read
     * @param kafkaFailures looks at the topic without an answer, and readings that broke off
     * @param storeFailures batches that the store did not take
     * @param delivery what happened between the store and its clients, by name
     */
    public Recent {
        delivery = Collections.unmodifiableSortedMap(new TreeMap<>(delivery));
    }

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
