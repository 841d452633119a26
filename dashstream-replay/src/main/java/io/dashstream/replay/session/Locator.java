package io.dashstream.replay.session;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.Located;
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

    /** What comes of a look-up. */
    interface Finder {
        void found(SortedMap<Integer, Long> offsets);

        void notFound(SeekResult why);
    }

    private final ReplayStore store;
    private final Inquiry inquiry;

    Locator(ReplayStore store, Inquiry inquiry) {
        this.store = store;
        this.inquiry = inquiry;
    }

    void locate(StartFrom from, StoreBounds bounds, Finder finder) {
        if (from instanceof StartFrom.Checkpoints checkpoints) {
            each(new ArrayDeque<>(checkpoints.threads()), bounds, new TreeMap<>(), finder);
        } else {
            Resolver.lookup(from, bounds)
                    .ifPresentOrElse(
                            target -> seek(bounds, target, finder, finder::found), () -> finder.found(new TreeMap<>()));
        }
    }

    private void each(Deque<ThreadKey> left, StoreBounds bounds, SortedMap<Integer, Long> starts, Finder finder) {
        ThreadKey thread = left.poll();
        if (thread == null) {
            everywhereElse(bounds, starts, finder);
            return;
        }
        seek(bounds, new SeekTarget.NewestBase(thread), finder, offsets -> {
            offsets.forEach((partition, offset) -> {
                // At the end means: nothing of the thread is there.
                if (bounds.partitions().containsKey(partition)
                        && offset < bounds.partitions().get(partition).end()) {
                    starts.merge(partition, offset, Math::min);
                }
            });
            each(left, bounds, starts, finder);
        });
    }

    /** Partitions without any of the threads start at what is newer than where the threads start: runs born since. */
    private void everywhereElse(StoreBounds bounds, SortedMap<Integer, Long> starts, Finder finder) {
        Map<Integer, Position> known = new HashMap<>();
        starts.forEach((partition, offset) -> known.put(partition, Position.at(offset + 1)));
        if (known.isEmpty()) {
            finder.found(starts);
            return;
        }
        seek(bounds, new SeekTarget.NewerThan(Cursor.of(bounds.epoch(), known)), finder, offsets -> {
            SortedMap<Integer, Long> all = new TreeMap<>(offsets);
            all.putAll(starts);
            finder.found(all);
        });
    }

    private void seek(
            StoreBounds bounds, SeekTarget target, Finder finder, Consumer<SortedMap<Integer, Long>> onFound) {
        inquiry.ask(() -> store.seek(bounds.epoch(), target), found -> {
            if (found instanceof Located located) {
                onFound.accept(located.offsets());
            } else {
                finder.notFound(found);
            }
        });
    }
}
