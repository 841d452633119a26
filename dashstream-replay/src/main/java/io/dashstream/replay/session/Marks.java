package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

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

    /** Whether a cursor is where the store has come to, in every partition that the store shows. */
    static boolean hasAll(SortedMap<Integer, PartitionBounds> bounds, Cursor cursor) {
        return bounds.entrySet().stream()
                .allMatch(known -> cursor.position(known.getKey())
                        .map(at -> at.next() >= known.getValue().next())
                        .orElse(false));
    }

    /**
     * Where a page ends. A partition that it knows and the cursor does not was added since: all of that is read; unless it
     * was there and had not answered.
     */
    static Cursor nextOf(Page page, Set<Integer> unheard) {
        Map<Integer, Position> added = new HashMap<>();
        for (Integer partition : page.bounds().keySet()) {
            if (page.next().position(partition).isEmpty() && !unheard.contains(partition)) {
                added.put(partition, Position.at(0));
            }
        }
        return page.next().with(added);
    }

    /** What a cursor would pass over on its way to the end of the log. */
    static List<Gap> skipped(SortedMap<Integer, PartitionBounds> bounds, Cursor cursor) {
        List<Gap> skipped = new ArrayList<>();
        cursor.partitions().forEach((partition, position) -> {
            PartitionBounds known = bounds.get(partition);
            if (known != null && known.end() > position.next()) {
                skipped.add(new Gap(partition, position.next(), known.end(), GapReason.CAPPED));
            }
        });
        return skipped;
    }

    /** The position at an offset, as far as the store knows what is before it. */
    static Position position(SortedMap<Integer, PartitionBounds> bounds, int partition, long offset) {
        PartitionBounds known = bounds.get(partition);
        return known == null ? Position.at(offset) : known.position(offset);
    }

    /** How many offsets retention has to go until it reaches a partition that the cursor is behind in. */
    static OptionalLong headroom(SortedMap<Integer, PartitionBounds> bounds, Cursor cursor) {
        return cursor.partitions().entrySet().stream()
                .filter(at -> behind(bounds.get(at.getKey()), at.getValue()) > 0)
                .mapToLong(at -> room(bounds.get(at.getKey()), at.getValue()))
                .min();
    }

    /** How many offsets a cursor is behind the end of the log, over all partitions. */
    static long backlog(SortedMap<Integer, PartitionBounds> bounds, Cursor cursor) {
        return cursor.partitions().entrySet().stream()
                .mapToLong(at -> behind(bounds.get(at.getKey()), at.getValue()))
                .sum();
    }

    private static long behind(@Nullable PartitionBounds known, Position at) {
        return known == null ? 0 : Math.max(0, known.end() - at.next());
    }

    private static long room(@Nullable PartitionBounds known, Position at) {
        return known == null ? Long.MAX_VALUE : Math.max(0, at.next() - known.floor());
    }

    private static SortedMap<Integer, Long> each(
            SortedMap<Integer, PartitionBounds> bounds, ToLongFunction<PartitionBounds> mark) {
        SortedMap<Integer, Long> marks = new TreeMap<>();
        bounds.forEach((partition, known) -> marks.put(partition, mark.applyAsLong(known)));
        return marks;
    }
}
