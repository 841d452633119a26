package io.dashstream.replay.store.memory;

import io.dashstream.replay.cursor.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Under which leader epoch each part of a partition's log was written (KIP-320): entries of a leader epoch and the offset
 * where it begins, both ascending. Immutable.
 */
final class Lineage {

    private record Entry(int leaderEpoch, long start) {}

    static final Lineage EMPTY = new Lineage(List.of());

    private final List<Entry> entries;

    private Lineage(List<Entry> entries) {
        this.entries = entries;
    }

    /** Takes note of a record's leader epoch; one that is unknown or falls back says nothing new. */
    Lineage with(int leaderEpoch, long offset) {
        if (leaderEpoch < 0 || (!entries.isEmpty() && leaderEpoch <= last().leaderEpoch())) {
            return this;
        }
        List<Entry> more = new ArrayList<>(entries);
        more.add(new Entry(leaderEpoch, offset));
        return new Lineage(List.copyOf(more));
    }

    /** Forgets what begins at the end or behind it, and lets a new leader epoch begin there. */
    Lineage cutAt(long end, int leaderEpoch) {
        List<Entry> left = entries.stream().filter(entry -> entry.start() < end).toList();
        return new Lineage(left).with(leaderEpoch, end);
    }

    /** Forgets what ended before the floor. */
    Lineage trimmedTo(long floor) {
        int first = 0;
        while (first + 1 < entries.size() && entries.get(first + 1).start() <= floor) {
            first++;
        }
        return first == 0 ? this : new Lineage(entries.subList(first, entries.size()));
    }

    /** The position at an offset, with the leader epoch of what is before it. */
    Position position(long next) {
        OptionalInt before = OptionalInt.empty();
        for (Entry entry : entries) {
            if (entry.start() < next) {
                before = OptionalInt.of(entry.leaderEpoch());
            }
        }
        return before.isPresent() ? Position.after(next, before.getAsInt()) : Position.at(next);
    }

    /**
     * Where the log and what a position has behind it part.
     *
     * @return the first offset that is no longer what it was, or empty if nothing contradicts the position
     */
    OptionalLong divergence(Position position) {
        if (position.leaderEpoch().isEmpty()) {
            return OptionalLong.empty();
        }
        int seen = position.leaderEpoch().getAsInt();
        for (Entry entry : entries) {
            if (entry.leaderEpoch() > seen) {
                return entry.start() < position.next() ? OptionalLong.of(entry.start()) : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    private Entry last() {
        return entries.get(entries.size() - 1);
    }
}
