package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.StoreBounds;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The partitions that had not answered when the session's start was found, and how those begin in which the client has no
 * place when they do: as it asked in the beginning. "Latest" is then what is newer than the newest record behind the
 * start of the others, as where this one ended at that time nobody will ever know. Used in the session's mailbox only.
 */
final class Unheard {

    private StartFrom from = StartFrom.latest();
    private SortedSet<Integer> partitions = new TreeSet<>();

    /** The client asks for a start. */
    void ask(StartFrom wanted) {
        from = wanted;
        partitions = new TreeSet<>();
    }

    /** The log is another one, in which the session begins so. */
    void beginAnew(PendingReset.Begin begin, Cursor start, StoreBounds bounds) {
        from = switch (begin) {
            case FIRST_OFFSET -> StartFrom.cursor(start);
            case FLOOR -> StartFrom.earliest();
            case END -> new StartFrom.Partial(start);
        };
        partitions = bounds.awaited();
    }

    /** The start is found, but for those that are awaited. */
    void settle(Resolution.Start start, StoreBounds bounds) {
        if (from instanceof StartFrom.Latest) {
            Map<Integer, Position> found = new HashMap<>(start.cursor().partitions());
            found.keySet().retainAll(start.partitions().keySet());
            from = new StartFrom.Partial(Cursor.of(bounds.epoch(), found));
        } else if (from instanceof StartFrom.Checkpoint checkpoint) {
            from = new StartFrom.Checkpoints(Set.of(checkpoint.thread()));
        } else {
            from = from.in(bounds.epoch());
        }
        partitions = bounds.awaited();
    }

    /** Which they are. */
    SortedSet<Integer> partitions() {
        return partitions;
    }

    /** Where the client is in them, if it is. */
    SortedMap<Integer, Optional<Position>> kept(Cursor cursor) {
        SortedMap<Integer, Optional<Position>> places = new TreeMap<>();
        partitions.forEach(partition -> places.put(partition, cursor.position(partition)));
        return places;
    }

    /** A cursor without them: they are not read before the client is told where they begin. */
    Cursor passedOver(Cursor cursor) {
        if (partitions.isEmpty()) {
            return cursor;
        }
        Map<Integer, Position> heard = new HashMap<>(cursor.partitions());
        heard.keySet().removeAll(partitions);
        return Cursor.of(cursor.epoch(), heard);
    }

    /** Where the others have come to, and the client's place in these. */
    Cursor keep(Cursor next, Cursor before) {
        Map<Integer, Position> places = new HashMap<>(before.partitions());
        places.keySet().retainAll(partitions);
        return next.with(places);
    }

    /** Whether one has answered, so that the session needs a place in it. */
    boolean isHeardIn(Map<Integer, PartitionBounds> bounds) {
        return partitions.stream().anyMatch(bounds::containsKey);
    }

    /** What has to be looked up for a session that goes on from a cursor: of those that have answered and it does not name. */
    Optional<StartFrom> sought(StartFrom goesOn, StoreBounds bounds) {
        return goesOn instanceof StartFrom.Complete complete
                        && !heard(complete.leftOffAt(), bounds).isEmpty()
                ? Optional.of(from)
                : Optional.empty();
    }

    /** Where they begin; one that is not in the answer begins at its beginning. */
    SortedMap<Integer, Long> places(StartFrom goesOn, StoreBounds bounds, SortedMap<Integer, Long> located) {
        SortedMap<Integer, Long> places = new TreeMap<>();
        if (from instanceof StartFrom.Complete) {
            return places;
        }
        heard(goesOn.cursor().orElseThrow(), bounds)
                .forEach((partition, known) -> places.put(
                        partition,
                        from instanceof StartFrom.Earliest
                                ? known.floor()
                                : located.getOrDefault(partition, known.floor())));
        return places;
    }

    private SortedMap<Integer, PartitionBounds> heard(Cursor cursor, StoreBounds bounds) {
        TreeMap<Integer, PartitionBounds> heard = new TreeMap<>(bounds.partitions());
        heard.keySet().retainAll(partitions);
        heard.keySet().removeAll(cursor.partitions().keySet());
        return heard;
    }
}
