package io.dashstream.replay.store.memory;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Keeps the whole store within its bounds by dropping chunks.
 *
 * <p>The budget is shared: what was written longest ago goes first, whatever its partition, so that all partitions reach
 * back about as far. But half of the budget is guaranteed in equal parts, and a partition is not trimmed below its part:
 * one that writes much can't empty those that write little.
 */
final class Retention {

    private final MemoryBounds bounds;

    Retention(MemoryBounds bounds) {
        this.bounds = bounds;
    }

    MemoryBounds bounds() {
        return bounds;
    }

    /** Brings the logs within all bounds. */
    void apply(Collection<PartitionLog> logs, long now) {
        shrink(logs, PartitionLog::records, bounds.maxRecords());
        shrink(logs, PartitionLog::bytes, bounds.maxBytes());
        long nanos = bounds.maxAge().toNanos();
        for (PartitionLog log : logs) {
            while (log.hasChunks() && now - log.oldestAppendedAt() > nanos) {
                log.dropOldest();
            }
        }
        logs.forEach(PartitionLog::publishDropped);
    }

    private static void shrink(Collection<PartitionLog> logs, ToLongFunction<PartitionLog> size, long max) {
        long total = logs.stream().mapToLong(size).sum();
        while (total > max) {
            Optional<PartitionLog> victim = victim(logs, size, max / (2L * logs.size()));
            if (victim.isEmpty()) {
                return;
            }
            long before = size.applyAsLong(victim.get());
            victim.get().dropOldest();
            total -= before - size.applyAsLong(victim.get());
        }
    }

    private static Optional<PartitionLog> victim(
            Collection<PartitionLog> logs, ToLongFunction<PartitionLog> size, long guaranteed) {
        return logs.stream()
                .filter(log -> log.hasChunks() && size.applyAsLong(log) > guaranteed)
                .min(Comparator.comparingLong(PartitionLog::oldestAppendedAt));
    }
}
