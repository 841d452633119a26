package io.dashstream.replay.store.memory;

import io.dashstream.replay.ReplayException;
import java.time.Duration;

/**
 * How much an {@link InMemoryReplayStore} keeps: whichever bound is met first. All are over the whole store, not per
 * partition.
 *
 * @param maxRecords at most so many records
 * @param maxBytes at most so many bytes of values
 * @param maxAge nothing that came into the store longer ago
 */
public record MemoryBounds(long maxRecords, long maxBytes, Duration maxAge) {

    /** The defaults: a million records, 512 MiB, a day. */
    public static final MemoryBounds DEFAULT = new MemoryBounds(1_000_000, 512L << 20, Duration.ofDays(1));

    /**
     * Takes the bounds; all are positive.
     *
     * @param maxRecords at most so many records
     * @param maxBytes at most so many bytes of values
     * @param maxAge nothing that came into the store longer ago
     */
    public MemoryBounds {
        if (maxRecords < 1 || maxBytes < 1 || maxAge.isNegative() || maxAge.isZero()) {
            throw new ReplayException("memory bounds " + maxRecords + " records, " + maxBytes + " bytes, " + maxAge
                    + ": all must be positive");
        }
    }
}
