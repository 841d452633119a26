package io.dashstream.replay.store.redis;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Lineage;
import io.dashstream.replay.store.LogEnd;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this server has seen of the store, so that it can ask all partitions in one round trip. Nothing in it is taken for
 * true: the root is asked for again with every call. Thread-safe.
 */
final class Known {

    private record Generation(
            Root root, Map<Integer, Long> ends, Map<Integer, Long> nexts, Map<Integer, Lineage> seen) {}

    private volatile @Nullable Generation generation;

    Optional<Root> root() {
        Generation now = generation;
        return now == null ? Optional.empty() : Optional.of(now.root());
    }

    void saw(Root root) {
        Generation now = generation;
        if (now == null || !now.root().epoch().equals(root.epoch())) {
            generation = new Generation(
                    root, new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        } else if (!now.root().equals(root)) {
            generation = new Generation(root, now.ends(), now.nexts(), now.seen());
        }
    }

    /** How far the log is known to reach, by what the reader of this server was told. */
    long end(Epoch epoch, int partition) {
        Generation now = of(epoch);
        return now == null ? 0 : now.ends().getOrDefault(partition, 0L);
    }

    void announceEnd(Epoch epoch, int partition, long end) {
        Generation now = of(epoch);
        if (now != null) {
            now.ends().merge(partition, end, Math::max);
        }
    }

    /** Where the log ended when the reader of this server looked at it. */
    void saw(Epoch epoch, int partition, LogEnd end) {
        announceEnd(epoch, partition, end.offset());
        Generation now = of(epoch);
        if (now != null) {
            now.seen().merge(partition, Lineage.EMPTY.seen(end), (before, first) -> before.seen(end));
        }
    }

    /** What was seen of the leader epochs at the end of the log. */
    Lineage seen(Epoch epoch, int partition) {
        Generation now = of(epoch);
        return now == null ? Lineage.EMPTY : now.seen().getOrDefault(partition, Lineage.EMPTY);
    }

    /** After a truncation the log reaches no further than this. */
    void cutEnd(Epoch epoch, int partition, long end) {
        Generation now = of(epoch);
        if (now != null) {
            now.ends().put(partition, end);
            now.seen().computeIfPresent(partition, (same, seen) -> seen.endingAt(end));
        }
    }

    OptionalLong next(Epoch epoch, int partition) {
        Generation now = of(epoch);
        Long next = now == null ? null : now.nexts().get(partition);
        return next == null ? OptionalLong.empty() : OptionalLong.of(next);
    }

    void sawNext(Epoch epoch, int partition, long next) {
        Generation now = of(epoch);
        if (now != null) {
            now.nexts().put(partition, next);
        }
    }

    private @Nullable Generation of(Epoch epoch) {
        Generation now = generation;
        return now != null && now.root().epoch().equals(epoch) ? now : null;
    }
}
