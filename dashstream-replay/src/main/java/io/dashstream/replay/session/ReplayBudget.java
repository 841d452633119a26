package io.dashstream.replay.session;

import io.dashstream.replay.ReplayException;
import java.time.Duration;

/**
 * How much one round of replay may deliver before the session stops and says so. The page limit is flow control and
 * says nothing; a budget is announced when it runs out, and nothing newer is delivered until the client goes on.
 *
 * @param maxRecords at most so many records
 * @param maxBytes at most so many bytes of values
 * @param maxDuration at most so long
 */
public record ReplayBudget(long maxRecords, long maxBytes, Duration maxDuration) {

    /** No bound at all. */
    public static final ReplayBudget UNLIMITED =
            new ReplayBudget(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(36_500));

    /**
     * Takes the bounds; all are positive.
     *
     * @param maxRecords at most so many records
     * @param maxBytes at most so many bytes of values
     * @param maxDuration at most so long
     */
    public ReplayBudget {
        if (maxRecords < 1 || maxBytes < 1 || maxDuration.isNegative() || maxDuration.isZero()) {
            throw new ReplayException("replay budget " + maxRecords + " records, " + maxBytes + " bytes, " + maxDuration
                    + ": all must be positive");
        }
    }
}
