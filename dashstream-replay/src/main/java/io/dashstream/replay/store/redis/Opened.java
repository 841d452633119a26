package io.dashstream.replay.store.redis;

import io.dashstream.replay.epoch.Epoch;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What this server writes.
 *
 * @param epoch the epoch that was opened
 * @param starts where each partition begins if Redis has nothing of it
 * @param superseded epochs that this one came after: Redis at one of them was restored from an old copy
 */
record Opened(Epoch epoch, SortedMap<Integer, Long> starts, Set<String> superseded) {

    Opened {
        starts = Collections.unmodifiableSortedMap(new TreeMap<Integer, Long>(starts));
        superseded = Set.copyOf(superseded);
    }

    Opened with(int partition, long start) {
        TreeMap<Integer, Long> more = new TreeMap<>(starts);
        more.put(partition, start);
        return new Opened(epoch, more, superseded);
    }
}
