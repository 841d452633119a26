package io.dashstream.replay.hub;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters by the members of a closed set: what is not in it is not counted, so no label can grow. Thread-safe.
 *
 * @param <K> the set
 */
final class Tally<K> {

    private final Map<K, LongAdder> counts = new LinkedHashMap<>();

    Tally(List<K> keys) {
        keys.forEach(key -> counts.put(key, new LongAdder()));
    }

    static <E extends Enum<E>> Tally<E> of(E[] keys) {
        return new Tally<>(Arrays.asList(keys));
    }

    void add(K key, long count) {
        LongAdder counter = counts.get(key);
        if (counter != null) {
            counter.add(count);
        }
    }

    Map<K, Long> counts() {
        Map<K, Long> snapshot = new LinkedHashMap<>();
        counts.forEach((key, count) -> snapshot.put(key, count.sum()));
        return Collections.unmodifiableMap(snapshot);
    }
}
