package io.dashstream.replay.health;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server keeps, and how near the end of it is to a session.
 *
 * @param offsets how many offsets can be read, over all partitions and tiers; empty while the store does not answer
 * @param memoryFloorAge for how long the oldest records in memory have been kept; empty if there are none
 * @param headroom offsets between retention and the session that is next to be reached by it; empty if it gains on none
 */
public record Retention(OptionalLong offsets, Optional<Duration> memoryFloorAge, OptionalLong headroom) {}
