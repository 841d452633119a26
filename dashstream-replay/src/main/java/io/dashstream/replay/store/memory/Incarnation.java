package io.dashstream.replay.store.memory;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.StoreBounds;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The logs of one epoch, replaced as a whole when a partition comes or the epoch changes, so that readers always see the
 * one or the other.
 *
 * @param epoch the epoch
 * @param logs the logs by partition; not modifiable
 */
record Incarnation(Epoch epoch, SortedMap<Integer, PartitionLog> logs) {

    static Incarnation of(Epoch epoch) {
        return new Incarnation(epoch, Collections.emptySortedMap());
    }

    Incarnation with(Map<Integer, PartitionLog> added) {
        TreeMap<Integer, PartitionLog> more = new TreeMap<>(logs);
        more.putAll(added);
        return new Incarnation(epoch, Collections.unmodifiableSortedMap(more));
    }

    StoreBounds bounds(Map<Integer, LogView> views) {
        Map<Integer, PartitionBounds> bounds = new HashMap<>();
        views.forEach((partition, view) -> bounds.put(partition, view.bounds()));
        return StoreBounds.of(epoch, bounds);
    }

    Map<Integer, LogView> views() {
        Map<Integer, LogView> views = new HashMap<>();
        logs.forEach((partition, log) -> views.put(partition, log.view()));
        return views;
    }
}
