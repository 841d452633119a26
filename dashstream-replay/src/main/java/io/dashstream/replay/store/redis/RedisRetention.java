package io.dashstream.replay.store.redis;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.settings.Environment;
import io.dashstream.replay.settings.NumberSetting;
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

    /** The defaults: a million records, 1 GiB, a day. */
    public static final RedisRetention DEFAULT = new RedisRetention(
            NumberSetting.REDIS_RECORDS.preset(),
            NumberSetting.REDIS_BYTES.preset(),
            Duration.ofMillis(NumberSetting.REDIS_AGE_MS.preset()));

    /**
     * Takes the bounds.
     *
     * @param maxRecords at most so many records
     * @param maxBytes at most so many bytes of values
     * @param maxAge nothing that came into the store longer ago
     * @throws ReplayException if a bound is out of its range
     */
    public RedisRetention {
        NumberSetting.REDIS_RECORDS.checked(maxRecords);
        NumberSetting.REDIS_BYTES.checked(maxBytes);
        NumberSetting.REDIS_AGE_MS.checked(maxAge);
    }

    RedisRetention with(Environment environment) {
        return new RedisRetention(
                environment.number(NumberSetting.REDIS_RECORDS).orElse(maxRecords),
                environment.number(NumberSetting.REDIS_BYTES).orElse(maxBytes),
                environment.millis(NumberSetting.REDIS_AGE_MS).orElse(maxAge));
    }

    /** What each of so many partitions may use. */
    RedisRetention share(int partitions) {
        int shares = Math.max(1, partitions);
        return new RedisRetention(Math.max(1, maxRecords / shares), Math.max(1, maxBytes / shares), maxAge);
    }
}
