package io.dashstream.replay.store.redis;

import io.dashstream.replay.ReplayException;
import java.time.Duration;

/**
 * How much a {@link RedisReplayStore} keeps: whichever bound is met first. Records and bytes are over the whole store; each
 * partition may use an equal part of them, because in a cluster no script sees more than one partition.
 *
 * @param maxRecords at most so many records, 1 to 10^12
 * @param maxBytes at most so many bytes of values, 1 to 2^50; what Redis needs besides is in docs/replay.md
 * @param maxAge nothing that came into the store longer ago, 1 second to 3650 days; kept to about a 64th of it
 */
public record RedisRetention(long maxRecords, long maxBytes, Duration maxAge) {

    private static final long MOST_RECORDS = 1_000_000_000_000L;
    private static final long MOST_BYTES = 1L << 50;
    private static final Duration LEAST_AGE = Duration.ofSeconds(1);
    private static final Duration MOST_AGE = Duration.ofDays(3_650);

    /** The defaults: a million records, 1 GiB, a day. */
    // Behind the ranges, which it is checked against.
    public static final RedisRetention DEFAULT = new RedisRetention(1_000_000, 1L << 30, Duration.ofDays(1));

    /**
     * Takes the bounds.
     *
     * @param maxRecords at most so many records
     * @param maxBytes at most so many bytes of values
     * @param maxAge nothing that came into the store longer ago
     * @throws ReplayException if a bound is out of its range
     */
    public RedisRetention {
        check("maxRecords", maxRecords, MOST_RECORDS);
        check("maxBytes", maxBytes, MOST_BYTES);
        if (maxAge.compareTo(LEAST_AGE) < 0 || maxAge.compareTo(MOST_AGE) > 0) {
            throw new ReplayException(
                    "Redis retention maxAge " + maxAge + " is not between " + LEAST_AGE + " and " + MOST_AGE);
        }
    }

    private static void check(String name, long value, long most) {
        if (value < 1 || value > most) {
            throw new ReplayException("Redis retention " + name + " " + value + " is not between 1 and " + most);
        }
    }

    /** What each of so many partitions may use. */
    RedisRetention share(int partitions) {
        int shares = Math.max(1, partitions);
        return new RedisRetention(Math.max(1, maxRecords / shares), Math.max(1, maxBytes / shares), maxAge);
    }
}
