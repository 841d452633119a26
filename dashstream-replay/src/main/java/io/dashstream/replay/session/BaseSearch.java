package io.dashstream.replay.session;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.Located;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.Unavailable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Finds where rebuilding a thread can begin: at the newest whole state that the client may see.
 *
 * <p>Stores find the newest whole state of all. Where that stands in a record that the client may not see, because it
 * mixes the thread with others, a start there would give the client changes without what they change. So the thread's
 * records before it are read for an older one. That is rare, hence done by reading and not by another index; it ends
 * after {@value #MOST_PAGES} pages with the newest that it has seen. Used in the session's mailbox only.
 */
final class BaseSearch {

    private static final int MOST_PAGES = 64;
    private static final PageLimits ONE = new PageLimits(1, 1);

    private final ReplayStore store;
    private final Inquiry inquiry;
    private final PageLimits limits;

    BaseSearch(ReplayStore store, Inquiry inquiry, PageLimits limits) {
        this.store = store;
        this.inquiry = inquiry;
        this.limits = limits;
    }

    /**
     * Looks for the whole states of a thread.
     *
     * @param thread the thread
     * @param visible what the client may see
     * @param bounds where the store begins and ends
     * @param onFound gets the offset by partition: of the newest whole state, or else of the thread's first record, or
     *     else the end
     * @param onNotFound gets what the store said otherwise
     */
    void find(
            ThreadKey thread,
            RecordFilter visible,
            StoreBounds bounds,
            Consumer<SortedMap<Integer, Long>> onFound,
            Consumer<SeekResult> onNotFound) {
        inquiry.ask(() -> store.seek(bounds.epoch(), new SeekTarget.NewestBase(thread)), found -> {
            if (!(found instanceof Located located)) {
                onNotFound.accept(found);
            } else if (visible.isEverything()) {
                onFound.accept(located.offsets());
            } else {
                new Search(thread, visible, bounds, located.offsets(), onFound, onNotFound).next();
            }
        });
    }

    /** One search on its way, partition by partition. */
    private final class Search {

        private final ThreadKey thread;
        private final RecordFilter filter;
        private final StoreBounds bounds;
        private final SortedMap<Integer, Long> places;
        private final Deque<Integer> left;
        private final Consumer<SortedMap<Integer, Long>> onFound;
        private final Consumer<SeekResult> onNotFound;

        Search(
                ThreadKey thread,
                RecordFilter visible,
                StoreBounds bounds,
                SortedMap<Integer, Long> places,
                Consumer<SortedMap<Integer, Long>> onFound,
                Consumer<SeekResult> onNotFound) {
            this.thread = thread;
            this.filter = visible.and(RecordFilter.touching(thread));
            this.bounds = bounds;
            this.places = new TreeMap<>(places);
            this.left = new ArrayDeque<>(places.keySet());
            this.onFound = onFound;
            this.onNotFound = onNotFound;
            this.left.removeIf(partition -> !bounds.partitions().containsKey(partition)
                    || at(partition) >= bounds.partitions().get(partition).end());
        }

        void next() {
            Integer partition = left.poll();
            if (partition == null) {
                onFound.accept(places);
                return;
            }
            long place = at(partition);
            read(partition, place, ONE, page -> {
                if (page.records().stream().anyMatch(record -> record.offset() == place)) {
                    next();
                } else {
                    older(partition, floor(partition), OptionalLong.empty(), MOST_PAGES);
                }
            });
        }

        private void older(int partition, long from, OptionalLong newest, int pagesLeft) {
            long hidden = at(partition);
            read(partition, from, limits, page -> {
                OptionalLong here = page.records().stream()
                        .filter(record -> record.label().isBaseOf(thread))
                        .mapToLong(StoredRecord::offset)
                        .filter(offset -> offset < hidden)
                        .max();
                OptionalLong best = here.isPresent() ? here : newest;
                long next = page.next().next(partition);
                if (next > from && next < hidden && pagesLeft > 1) {
                    older(partition, next, best, pagesLeft - 1);
                } else {
                    best.ifPresent(offset -> places.put(partition, offset));
                    next();
                }
            });
        }

        private void read(int partition, long from, PageLimits size, Consumer<Page> then) {
            Cursor at = Cursor.of(bounds.epoch(), Map.of(partition, Position.at(from)));
            inquiry.ask(() -> store.read(new ReadRequest(at, size, filter, 0)), answer -> {
                if (answer instanceof Page page) {
                    then.accept(page);
                } else {
                    onNotFound.accept(
                            answer instanceof SeekResult other
                                    ? other
                                    : new Unavailable("the log was cut while a start was looked for in it"));
                }
            });
        }

        private long floor(int partition) {
            PartitionBounds known = bounds.partitions().get(partition);
            return known == null ? 0 : known.floor();
        }

        private long at(int partition) {
            return places.getOrDefault(partition, Long.MAX_VALUE);
        }
    }
}
