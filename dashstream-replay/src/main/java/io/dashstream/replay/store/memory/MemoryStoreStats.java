package io.dashstream.replay.store.memory;

import java.time.Duration;
import java.util.Optional;

/**
 * What an {@link InMemoryReplayStore} holds and gives.
 *
 * @param records records kept
 * @param bytes bytes of their values
 * @param floorAge for how long the oldest records have been kept, to a chunk; empty if nothing is kept
 * @param pages pages read
 * @param pageTime how long reading them took in all
 */
public record MemoryStoreStats(long records, long bytes, Optional<Duration> floorAge, long pages, Duration pageTime) {}
