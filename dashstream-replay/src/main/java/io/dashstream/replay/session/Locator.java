package io.dashstream.replay.session;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.Located;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.StoreBounds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Looks up in the store what a resume names by something else than offsets. Used in the session's mailbox only. */
final class Locator {

    private record Answers(
            RecordFilter visible, Consumer<SortedMap<Integer, Long>> onFound, Consumer<SeekResult> onNotFound) {}

    private final ReplayStore store;
    private final Inquiry inquiry;
    private final BaseSearch bases;

    Locator(ReplayStore store, Inquiry inquiry, PageLimits limits) {
        this.store = store;
        this.inquiry = inquiry;
        this.bases = new BaseSearch(store, inquiry, limits);
    }

    /**
     * Looks up a start.
     *
     * @param from what is wanted
     * @param visible what the client may see
     * @param bounds where the store begins and ends
     * @param onFound gets the offset by partition; nothing if there was nothing to look up
     * @param onNotFound gets what the store said otherwise
     */
    void locate(
            StartFrom from,
            RecordFilter visible,
            StoreBounds bounds,
            Consumer<SortedMap<Integer, Long>> onFound,
            Consumer<SeekResult> onNotFound) {
        Answers answers = new Answers(visible, onFound, onNotFound);
        if (from instanceof StartFrom.Checkpoints checkpoints) {
            each(new ArrayDeque<>(checkpoints.threads()), bounds, new TreeMap<>(), answers);
        } else {
            Resolver.lookup(from, bounds)
                    .ifPresentOrElse(
                            target -> seek(bounds, target, answers, answers.onFound()),
                            () -> answers.onFound().accept(new TreeMap<>()));
        }
    }

    private void each(Deque<ThreadKey> left, StoreBounds bounds, SortedMap<Integer, Long> starts, Answers answers) {
        ThreadKey thread = left.poll();
        if (thread == null) {
            everywhereElse(bounds, starts, answers);
            return;
        }
        seek(bounds, new SeekTarget.NewestBase(thread), answers, offsets -> {
            offsets.forEach((partition, offset) -> {
                // At the end means: nothing of the thread is there.
                if (bounds.partitions().containsKey(partition)
                        && offset < bounds.partitions().get(partition).end()) {
                    starts.merge(partition, offset, Math::min);
                }
            });
            each(left, bounds, starts, answers);
        });
    }

    /** Partitions without any of the threads start at what is newer than where the threads start: runs born since. */
    private void everywhereElse(StoreBounds bounds, SortedMap<Integer, Long> starts, Answers answers) {
        Map<Integer, Position> known = new HashMap<>();
        starts.forEach((partition, offset) -> known.put(partition, Position.at(offset + 1)));
        if (known.isEmpty()) {
            answers.onFound().accept(starts);
            return;
        }
        seek(bounds, new SeekTarget.NewerThan(Cursor.of(bounds.epoch(), known)), answers, offsets -> {
            SortedMap<Integer, Long> all = new TreeMap<>(offsets);
            all.putAll(starts);
            answers.onFound().accept(all);
        });
    }

    private void seek(
            StoreBounds bounds, SeekTarget target, Answers answers, Consumer<SortedMap<Integer, Long>> onFound) {
        if (target instanceof SeekTarget.NewestBase base) {
            bases.find(base.thread(), answers.visible(), bounds, onFound, answers.onNotFound());
            return;
        }
        inquiry.ask(() -> store.seek(bounds.epoch(), target), found -> {
            if (found instanceof Located located) {
                onFound.accept(located.offsets());
            } else {
                answers.onNotFound().accept(found);
            }
        });
    }
}
