package io.dashstream.replay.store.redis;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/** What a store counts. Each counter only grows; the levels are those of the last look. Thread-safe. */
final class Counters {

    final LongAdder appends = new LongAdder();
    final LongAdder appendNanos = new LongAdder();
    final LongAdder pages = new LongAdder();
    final LongAdder pageNanos = new LongAdder();
    final LongAdder roundTrips = new LongAdder();
    final LongAdder timeouts = new LongAdder();
    final LongAdder disconnects = new LongAdder();
    final LongAdder refusals = new LongAdder();
    final LongAdder scriptLoads = new LongAdder();
    final LongAdder outages = new LongAdder();
    final LongAdder losses = new LongAdder();
    final LongAdder wakeUps = new LongAdder();
    private final Map<Integer, Level> levels = new ConcurrentHashMap<>();

    private record Level(long records, long bytes, long floorAgeMillis) {}

    void level(int partition, long records, long bytes, long floorAgeMillis) {
        levels.put(partition, new Level(records, bytes, floorAgeMillis));
    }

    /** Another epoch has partitions of its own. */
    void forgetLevels() {
        levels.clear();
    }

    RedisStoreStats stats(boolean circuitOpen) {
        return new RedisStoreStats(
                appends.sum(),
                appendNanos.sum(),
                pages.sum(),
                pageNanos.sum(),
                roundTrips.sum(),
                timeouts.sum(),
                disconnects.sum(),
                refusals.sum(),
                scriptLoads.sum(),
                outages.sum(),
                losses.sum(),
                wakeUps.sum(),
                circuitOpen,
                circuitOpen ? OptionalLong.empty() : sum(Level::records),
                circuitOpen ? OptionalLong.empty() : sum(Level::bytes),
                circuitOpen
                        ? OptionalLong.empty()
                        : levels.values().stream()
                                .mapToLong(Level::floorAgeMillis)
                                .max());
    }

    /** What is not known is not 0. */
    private OptionalLong sum(ToLongFunction<Level> of) {
        return levels.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(levels.values().stream().mapToLong(of).sum());
    }
}
