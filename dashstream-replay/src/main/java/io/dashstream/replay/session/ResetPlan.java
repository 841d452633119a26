package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.SessionSignal.CursorReset;
import io.dashstream.replay.session.SessionSignal.Disposition;
import io.dashstream.replay.session.SessionSignal.PartitionStart;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.StoreBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told when its cursor does not fit the log, and where it goes on.
 *
 * @param start where it goes on
 * @param notices what it is told
 * @param anew how it begins, if the log is another one
 */
record ResetPlan(Cursor start, List<CursorReset> notices, Optional<PendingReset.Begin> anew) {

    static ResetPlan of(PendingReset pending, Cursor unfit, StoreBounds bounds) {
        if (pending instanceof PendingReset.Moved moved && unfit.epoch().equals(bounds.epoch())) {
            return moved(moved, unfit, bounds.partitions());
        }
        PendingReset.Begin begin =
                pending instanceof PendingReset.NewLog newLog ? newLog.begin() : PendingReset.Begin.FIRST_OFFSET;
        return newLog(begin, unfit, bounds);
    }

    /** What each partition got, where resets have moved some of them. */
    static SortedMap<Integer, PartitionStart> mark(SortedMap<Integer, PartitionStart> starts, List<ResetPlan> resets) {
        SortedMap<Integer, PartitionStart> marked = new TreeMap<>(starts);
        resets.stream()
                .flatMap(plan -> plan.notices().stream())
                .forEach(notice -> notice.start()
                        .keySet()
                        .forEach(partition -> marked.computeIfPresent(
                                partition,
                                (same, got) -> reset(got, notice.requested().get(same)))));
        return marked;
    }

    private static PartitionStart reset(PartitionStart got, @Nullable Position wanted) {
        return new PartitionStart(
                Optional.ofNullable(wanted).map(Position::next),
                got.start(),
                got.floor(),
                got.highWater(),
                got.disposition() == Disposition.GAP ? Disposition.GAP : Disposition.RESET);
    }

    private static ResetPlan newLog(PendingReset.Begin begin, Cursor unfit, StoreBounds bounds) {
        SortedMap<Integer, Position> start = new TreeMap<>();
        bounds.partitions().forEach((partition, known) -> start.put(partition, known.position(offset(begin, known))));
        ResetReason reason =
                unfit.epoch().isSameLogAs(bounds.epoch()) ? ResetReason.MANUAL_RESET : ResetReason.TOPIC_RECREATED;
        CursorReset notice =
                new CursorReset(reason, OptionalInt.empty(), unfit.epoch(), bounds.epoch(), unfit.partitions(), start);
        return new ResetPlan(Cursor.of(bounds.epoch(), start), List.of(notice), Optional.of(begin));
    }

    private static long offset(PendingReset.Begin begin, PartitionBounds known) {
        return switch (begin) {
            case FIRST_OFFSET -> 0;
            case FLOOR -> known.floor();
            case END -> known.end();
        };
    }

    private static ResetPlan moved(PendingReset.Moved moved, Cursor unfit, SortedMap<Integer, PartitionBounds> bounds) {
        TreeMap<Integer, Position> goesOn = new TreeMap<>(unfit.partitions());
        moved.start()
                .forEach((partition, start) -> goesOn.put(partition, start(moved, partition, start, unfit, bounds)));
        goesOn.keySet().removeAll(moved.removed());
        TreeSet<Integer> concerned = new TreeSet<>(moved.start().keySet());
        concerned.addAll(moved.removed());
        List<CursorReset> notices = new ArrayList<>();
        Epoch epoch = unfit.epoch();
        for (int partition : concerned) {
            notices.add(new CursorReset(
                    moved.reason(),
                    OptionalInt.of(partition),
                    epoch,
                    epoch,
                    only(unfit.partitions(), partition),
                    only(goesOn, partition)));
        }
        return new ResetPlan(Cursor.of(epoch, goesOn), notices, Optional.empty());
    }

    /** The log may have been cut once more, and further down, since the start was found. */
    private static Position start(
            PendingReset.Moved moved,
            int partition,
            Position found,
            Cursor unfit,
            SortedMap<Integer, PartitionBounds> bounds) {
        PartitionBounds known = bounds.get(partition);
        if (known == null) {
            return found;
        }
        if (moved.reason() == ResetReason.STORE_LOST) {
            return known.position(known.floor());
        }
        OptionalLong cut =
                unfit.position(partition).map(known.lineage()::divergence).orElse(OptionalLong.empty());
        return known.position(Math.min(found.next(), cut.orElse(found.next())));
    }

    private static Map<Integer, Position> only(Map<Integer, Position> all, int partition) {
        Position position = all.get(partition);
        return position == null ? Map.of() : Map.of(partition, position);
    }
}
