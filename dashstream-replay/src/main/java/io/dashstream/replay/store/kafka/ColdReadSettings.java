package io.dashstream.replay.store.kafka;

import io.dashstream.replay.ReplayException;
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

    private static final long MIB = 1L << 20;

    /** The defaults: 2 consumers, 256 waiting reads, 128 MiB of chunks, 5 s. */
    public static final ColdReadSettings DEFAULT = new ColdReadSettings(2, 256, 128 * MIB, Duration.ofSeconds(5));

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
        require(consumers, 1, 16, "consumers");
        require(maxQueued, 1, 100_000, "maxQueued");
        require(cacheBytes, MIB, 64 * 1024 * MIB, "cacheBytes");
        if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new ReplayException("cold read timeout " + timeout + " is not between 100 ms and 1 min");
        }
    }

    private static void require(long value, long least, long most, String name) {
        if (value < least || value > most) {
            throw new ReplayException("cold read " + name + " " + value + " is not in " + least + ".." + most);
        }
    }
}
