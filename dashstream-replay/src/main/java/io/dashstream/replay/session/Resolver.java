package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.session.SessionSignal.Disposition;
import io.dashstream.replay.session.SessionSignal.PartitionStart;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.StoreBounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** Finds where a session begins: a pure function of what the client asked and where the store begins and ends. */
final class Resolver {

    private Resolver() {}

    /** What has to be looked up in the store first, if anything. */
    static Optional<SeekTarget> lookup(StartFrom from, StoreBounds bounds) {
        if (from instanceof StartFrom.Timestamp timestamp) {
            return Optional.of(new SeekTarget.Timestamp(timestamp.epochMillis()));
        }
        if (from instanceof StartFrom.Checkpoint checkpoint) {
            return Optional.of(new SeekTarget.NewestBase(checkpoint.thread()));
        }
        if (from instanceof StartFrom.Partial partial
                && partial.leftOffAt().epoch().equals(bounds.epoch())
                && !partial.leftOffAt()
                        .partitions()
                        .keySet()
                        .containsAll(bounds.partitions().keySet())) {
            return Optional.of(new SeekTarget.NewerThan(partial.leftOffAt()));
        }
        return Optional.empty();
    }

    /**
     * Finds the start.
     *
     * @param request what the client asked
     * @param bounds where the store begins and ends
     * @param located what {@link Locator} found; empty if there was nothing to look up
     */
    static Resolution resolve(ResumeRequest request, StoreBounds bounds, SortedMap<Integer, Long> located) {
        StartFrom from = request.from();
        if (from instanceof StartFrom.Latest) {
            return everywhere(bounds, PartitionBounds::end);
        }
        if (from instanceof StartFrom.Earliest) {
            return everywhere(bounds, PartitionBounds::floor);
        }
        if (from instanceof StartFrom.Complete complete) {
            return fromCursor(complete.leftOffAt(), request.onReset(), bounds, located);
        }
        if (from instanceof StartFrom.Partial partial) {
            return fromCursor(partial.leftOffAt(), request.onReset(), bounds, located);
        }
        return atLocated(bounds, located);
    }

    private static Resolution everywhere(StoreBounds bounds, ToLongFunction<PartitionBounds> choice) {
        Draft draft = new Draft(bounds);
        bounds.partitions()
                .forEach((partition, known) ->
                        draft.begin(partition, Optional.empty(), choice.applyAsLong(known), Disposition.EXACT));
        return draft.start();
    }

    private static Resolution atLocated(StoreBounds bounds, SortedMap<Integer, Long> located) {
        Draft draft = new Draft(bounds);
        bounds.partitions()
                .forEach((partition, known) -> draft.begin(
                        partition, Optional.empty(), located.getOrDefault(partition, known.end()), Disposition.EXACT));
        return draft.start();
    }

    private static Resolution fromCursor(
            Cursor cursor, ResetStart onReset, StoreBounds bounds, Map<Integer, Long> startOfUnnamed) {
        if (!cursor.epoch().equals(bounds.epoch())) {
            return new Resolution.Reset(new PendingReset.NewLog(
                    onReset == ResetStart.EARLIEST ? PendingReset.Begin.FLOOR : PendingReset.Begin.END));
        }
        Optional<Resolution> ahead = ahead(cursor, bounds);
        if (ahead.isPresent()) {
            return ahead.get();
        }
        Draft draft = new Draft(bounds);
        bounds.partitions().forEach((partition, known) -> {
            Optional<Position> asked = cursor.position(partition);
            if (asked.isPresent()) {
                draft.goOn(partition, asked.get());
            } else {
                // A partition that was added after the cursor was made: all of it is news.
                draft.begin(partition, Optional.empty(), startOfUnnamed.getOrDefault(partition, 0L), Disposition.NEW);
            }
        });
        // Nobody knows yet whether such a place is right; the client must not lose it.
        bounds.awaited().forEach(partition -> cursor.position(partition).ifPresent(at -> draft.keep(partition, at)));
        return draft.start();
    }

    private static Optional<Resolution> ahead(Cursor cursor, StoreBounds bounds) {
        TreeSet<Integer> unknown = new TreeSet<>(cursor.partitions().keySet());
        unknown.removeAll(bounds.partitions().keySet());
        unknown.removeAll(bounds.awaited());
        if (!unknown.isEmpty()) {
            return Optional.of(new Resolution.Hold(
                    Cursor.of(cursor.epoch(), Map.of()),
                    new PendingReset.Moved(ResetReason.PARTITION_REMOVED, Map.of(), unknown)));
        }
        Map<Integer, Position> ahead = new HashMap<>();
        Map<Integer, Position> ends = new HashMap<>();
        bounds.partitions()
                .forEach((partition, known) -> cursor.position(partition)
                        .filter(position -> position.next() > known.end())
                        .ifPresent(position -> {
                            ahead.put(partition, position);
                            ends.put(partition, Position.at(known.end()));
                        }));
        return ends.isEmpty()
                ? Optional.empty()
                : Optional.of(new Resolution.Hold(
                        Cursor.of(cursor.epoch(), ahead),
                        new PendingReset.Moved(ResetReason.CURSOR_AHEAD, ends, new TreeSet<>())));
    }

    /** A start in the making. */
    private static final class Draft {

        private final StoreBounds bounds;
        private final Map<Integer, Position> positions = new HashMap<>();
        private final SortedMap<Integer, PartitionStart> partitions = new TreeMap<>();
        private final List<Gap> passed = new ArrayList<>();

        Draft(StoreBounds bounds) {
            this.bounds = bounds;
        }

        void goOn(int partition, Position asked) {
            long floor = known(partition).floor();
            boolean passed = asked.next() < floor;
            // Also where retention has passed: the store looks at the leader epoch before it tells the gap, so that a
            // log
            // that was cut and rewritten is not taken for one that was only trimmed.
            positions.put(partition, known(partition).known(asked));
            say(
                    partition,
                    Optional.of(asked.next()),
                    passed ? floor : asked.next(),
                    passed ? Disposition.GAP : Disposition.EXACT);
        }

        void keep(int partition, Position asked) {
            positions.put(partition, asked);
        }

        void begin(int partition, Optional<Long> requested, long wanted, Disposition disposition) {
            long start = Math.max(wanted, known(partition).floor());
            if (start > wanted) {
                passed.add(new Gap(partition, wanted, start, GapReason.RETENTION));
            }
            positions.put(partition, known(partition).position(start));
            say(partition, requested, start, disposition);
        }

        Resolution start() {
            return new Resolution.Start(Cursor.of(bounds.epoch(), positions), partitions, passed);
        }

        private void say(int partition, Optional<Long> requested, long start, Disposition disposition) {
            PartitionBounds known = known(partition);
            partitions.put(partition, new PartitionStart(requested, start, known.floor(), known.end(), disposition));
        }

        private PartitionBounds known(int partition) {
            PartitionBounds known = bounds.partitions().get(partition);
            if (known == null) {
                throw new IllegalStateException("partition " + partition + " is not in " + bounds);
            }
            return known;
        }
    }
}
