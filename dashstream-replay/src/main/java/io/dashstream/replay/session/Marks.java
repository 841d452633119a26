package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.store.PartitionBounds;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** What a session reads off a store's bounds. */
final class Marks {

    private Marks() {}

    /** How far the log is known to reach. */
    static SortedMap<Integer, Long> ends(SortedMap<Integer, PartitionBounds> bounds) {
        return each(bounds, PartitionBounds::end);
    }

    /** How far the store has come. */
    static SortedMap<Integer, Long> nexts(SortedMap<Integer, PartitionBounds> bounds) {
        return each(bounds, PartitionBounds::next);
    }

    /** How many offsets a cursor is behind the store, over all partitions. */
    static long lag(SortedMap<Integer, PartitionBounds> bounds, Cursor cursor) {
        return bounds.entrySet().stream()
                .mapToLong(known -> Math.max(0, known.getValue().next() - cursor.next(known.getKey())))
                .sum();
    }

    /** How many offsets retention has to go until it reaches a partition that the cursor is behind in. */
    static OptionalLong headroom(SortedMap<Integer, PartitionBounds> bounds, Cursor cursor) {
        return bounds.entrySet().stream()
                .filter(known -> cursor.next(known.getKey()) < known.getValue().next())
                .mapToLong(known -> Math.max(
                        0, cursor.next(known.getKey()) - known.getValue().floor()))
                .min();
    }

    /** How many offsets a cursor is behind the end of the log, over all partitions. */
    static long backlog(SortedMap<Integer, PartitionBounds> bounds, Cursor cursor) {
        return bounds.entrySet().stream()
                .mapToLong(known -> Math.max(0, known.getValue().end() - cursor.next(known.getKey())))
                .sum();
    }

    private static SortedMap<Integer, Long> each(
            SortedMap<Integer, PartitionBounds> bounds, ToLongFunction<PartitionBounds> mark) {
        SortedMap<Integer, Long> marks = new TreeMap<>();
        bounds.forEach((partition, known) -> marks.put(partition, mark.applyAsLong(known)));
        return marks;
    }
}
