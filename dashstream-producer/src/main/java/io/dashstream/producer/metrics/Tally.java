package io.dashstream.producer.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** One counter per constant of an enum, all there from the start. Thread-safe: the map never changes. */
final class Tally<E extends Enum<E>> {

    private final Map<E, LongAdder> counters;

    Tally(Class<E> type) {
        counters = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counters.put(constant, new LongAdder());
        }
    }

    void add(E constant, long count) {
        of(constant).add(count);
    }

    long sum(E constant) {
        return of(constant).sum();
    }

    long sum() {
        return counters.values().stream().mapToLong(LongAdder::sum).sum();
    }

    @SuppressWarnings("NullAway") // every constant has a counter
    private LongAdder of(E constant) {
        return counters.get(constant);
    }
}
