package io.dashstream.replay.store.redis;

import java.util.OptionalLong;

/**
 * What a {@link RedisReplayStore} has done so far. Counters only grow; {@code circuitOpen} and what follows are levels, the
 * retained ones as of the writer's last look, and empty in a server that does not write, and while Redis is
 * held to be away.
 *
 * @param appends calls of append that Redis answered
 * @param appendNanos nanoseconds they took in all
 * @param pages reads that Redis answered
 * @param pageNanos nanoseconds they took in all
 * @param roundTrips how often something was sent to Redis and waited for, however many commands at once
 * @param timeouts commands without an answer in time
 * @param disconnects commands that could not be sent, or whose connection broke
 * @param refusals commands that Redis answered with an error, out of memory for instance
 * @param scriptLoads scripts that Redis did not know (any more) and was sent again
 * @param outages how often the circuit opened
 * @param losses partitions that Redis had lost, wholly or in part, and that are filled again
 * @param wakeUps signals from other writers
 * @param circuitOpen whether Redis is held to be away
 * @param retainedRecords records kept
 * @param retainedBytes bytes of their values
 * @param floorAgeMillis for how long, about, the oldest of them has been kept
 */
public record RedisStoreStats(
        long appends,
        long appendNanos,
        long pages,
        long pageNanos,
        long roundTrips,
        long timeouts,
        long disconnects,
        long refusals,
        long scriptLoads,
        long outages,
        long losses,
        long wakeUps,
        boolean circuitOpen,
        OptionalLong retainedRecords,
        OptionalLong retainedBytes,
        OptionalLong floorAgeMillis) {}
