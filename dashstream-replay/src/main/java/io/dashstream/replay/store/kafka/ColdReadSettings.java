package io.dashstream.replay.store.kafka;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.settings.Environment;
import io.dashstream.replay.settings.NumberSetting;
import java.time.Duration;

/**
 * How much reading back from Kafka may cost.
 *
 * @param consumers how many consumers read at the same time, 1 to 16; each has a thread of its own
 * @param maxQueued how many reads may wait for a consumer, 1 to 100 000; beyond it a read is refused as busy
 * @param cacheBytes how many bytes of chunks are kept for others who read the same, 1 MiB to 64 GiB
 * @param timeout how long one read may take, 100 ms to a minute
 */
public record ColdReadSettings(int consumers, int maxQueued, long cacheBytes, Duration timeout) {

    /** The defaults: 2 consumers, 256 waiting reads, 128 MiB of chunks, 5 s. */
    public static final ColdReadSettings DEFAULT = new ColdReadSettings(
            Math.toIntExact(NumberSetting.COLD_CONSUMERS.preset()),
            Math.toIntExact(NumberSetting.COLD_MAX_QUEUED.preset()),
            NumberSetting.COLD_CACHE_BYTES.preset(),
            Duration.ofMillis(NumberSetting.COLD_TIMEOUT_MS.preset()));

    /**
     * Takes the settings.
     *
     * @param consumers how many consumers read at the same time
     * @param maxQueued how many reads may wait for a consumer
     * @param cacheBytes how many bytes of chunks are kept
     * @param timeout how long one read may take
     * @throws ReplayException if one is out of its range, naming it, its value and the range
     */
    public ColdReadSettings {
        NumberSetting.COLD_CONSUMERS.checked(consumers);
        NumberSetting.COLD_MAX_QUEUED.checked(maxQueued);
        NumberSetting.COLD_CACHE_BYTES.checked(cacheBytes);
        NumberSetting.COLD_TIMEOUT_MS.checked(timeout);
    }

    /**
     * The same with those settings changed that an environment names.
     *
     * @param environment the environment
     * @return other settings
     * @throws ReplayException if one is out of its range
     */
    public ColdReadSettings with(Environment environment) {
        return new ColdReadSettings(
                environment.amount(NumberSetting.COLD_CONSUMERS).orElse(consumers),
                environment.amount(NumberSetting.COLD_MAX_QUEUED).orElse(maxQueued),
                environment.number(NumberSetting.COLD_CACHE_BYTES).orElse(cacheBytes),
                environment.millis(NumberSetting.COLD_TIMEOUT_MS).orElse(timeout));
    }
}
