package io.dashstream.core.run;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Messages that came before one that precedes them, by number. */
final class ReorderWindow {

    private final TreeMap<Long, Numbered> waiting = new TreeMap<>(Long::compareUnsigned);
    private long bytes;

    void put(Numbered message) {
        waiting.put(message.sequence(), message);
        bytes += message.bytes();
    }

    Optional<Numbered> find(long sequence) {
        return Optional.ofNullable(waiting.get(sequence));
    }

    Optional<Numbered> lowest() {
        return Optional.ofNullable(waiting.firstEntry()).map(Map.Entry::getValue);
    }

    /** Takes the message with the lowest number; there must be one. */
    Numbered takeLowest() {
        Numbered lowest = waiting.pollFirstEntry().getValue();
        bytes -= lowest.bytes();
        return lowest;
    }

    long highest() {
        return waiting.lastKey();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    long bytes() {
        return bytes;
    }
}
