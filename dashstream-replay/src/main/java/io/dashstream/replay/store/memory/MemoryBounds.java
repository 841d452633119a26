package io.dashstream.replay.store.memory;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.settings.Environment;
import io.dashstream.replay.settings.NumberSetting;
import java.time.Duration;

/**
 * How much an {@link InMemoryReplayStore} keeps: whichever bound is met first. All are over the whole store, not per
 * partition.
 *
 * @param maxRecords at most so many records, 1 to 10^12
 * @param maxBytes at most so many bytes of values, 1 to 2^50
 * @param maxAge nothing that came into the store longer ago, 1 ms to 3650 days
 */
public record MemoryBounds(long maxRecords, long maxBytes, Duration maxAge) {

    /** The defaults: a million records, 512 MiB, a day. */
    public static final MemoryBounds DEFAULT = new MemoryBounds(
            NumberSetting.MEMORY_RECORDS.preset(),
            NumberSetting.MEMORY_BYTES.preset(),
            Duration.ofMillis(NumberSetting.MEMORY_AGE_MS.preset()));

    /**
     * Takes the bounds.
     *
     * @param maxRecords at most so many records
     * @param maxBytes at most so many bytes of values
     * @param maxAge nothing that came into the store longer ago
     * @throws ReplayException if one is out of its range, naming it, its value and the range
     */
    public MemoryBounds {
        NumberSetting.MEMORY_RECORDS.checked(maxRecords);
        NumberSetting.MEMORY_BYTES.checked(maxBytes);
        NumberSetting.MEMORY_AGE_MS.checked(maxAge);
    }

    /**
     * The same with those bounds changed that an environment names.
     *
     * @param environment the environment
     * @return other bounds
     * @throws ReplayException if one is out of its range
     */
    public MemoryBounds with(Environment environment) {
        return new MemoryBounds(
                environment.number(NumberSetting.MEMORY_RECORDS).orElse(maxRecords),
                environment.number(NumberSetting.MEMORY_BYTES).orElse(maxBytes),
                environment.millis(NumberSetting.MEMORY_AGE_MS).orElse(maxAge));
    }
}
