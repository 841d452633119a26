package io.dashstream.replay.store.kafka;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.StoreBounds;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * What is known of the log's current incarnation. Immutable: whoever reads works on what it was when the read began.
 *
 * @param epoch the incarnation
 * @param ledgers the partitions
 */
record ColdEpoch(Epoch epoch, SortedMap<Integer, Ledger> ledgers) {

    ColdEpoch {
        ledgers = Collections.unmodifiableSortedMap(new TreeMap<Integer, Ledger>(ledgers));
    }

    ColdEpoch with(Map<Integer, Ledger> changed) {
        TreeMap<Integer, Ledger> all = new TreeMap<>(ledgers);
        all.putAll(changed);
        return new ColdEpoch(epoch, all);
    }

    /** The same with some partitions changed; those that are not known are left out. */
    <T> ColdEpoch with(Map<Integer, T> news, BiFunction<Ledger, T, Ledger> change) {
        TreeMap<Integer, Ledger> all = new TreeMap<>(ledgers);
        news.forEach(
                (partition, value) -> all.computeIfPresent(partition, (number, ledger) -> change.apply(ledger, value)));
        return new ColdEpoch(epoch, all);
    }

    StoreBounds bounds() {
        return StoreBounds.of(epoch, partitions());
    }

    SortedMap<Integer, PartitionBounds> partitions() {
        SortedMap<Integer, PartitionBounds> bounds = new TreeMap<>();
        ledgers.forEach((partition, ledger) -> bounds.put(partition, ledger.bounds()));
        return bounds;
    }
}
