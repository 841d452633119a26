package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Reads page after page, checking what holds for every page. */
final class PageWalk {

    private final ReplayStore store;
    private final PageLimits limits;
    private final RecordFilter filter;
    private final List<Page> pages = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private Cursor cursor;
    private int turn;

    PageWalk(ReplayStore store, Cursor from, PageLimits limits, RecordFilter filter) {
        this.store = store;
        this.cursor = from;
        this.limits = limits;
        this.filter = filter;
    }

    void toEnd() {
        Page last;
        do {
            last = step();
        } while (!atEnd(last));
    }

    private boolean atEnd(Page page) {
        return page.next().partitions().entrySet().stream()
                .allMatch(at -> !page.bounds().containsKey(at.getKey())
                        || at.getValue().next()
                                >= page.bounds().get(at.getKey()).next());
    }

    Page step() {
        Page page = (Page) StoreContractBase.await(store.read(new ReadRequest(cursor, limits, filter, turn)));
        assertThat(page.records().size()).as("S1 records").isLessThanOrEqualTo(limits.maxRecords());
        if (page.records().size() > 1) {
            assertThat(page.bytes()).as("S1 bytes").isLessThanOrEqualTo(limits.maxBytes());
        }
        boolean moved = false;
        boolean readable = false;
        Map<Integer, Long> least = new HashMap<>();
        for (Map.Entry<Integer, Position> at : cursor.partitions().entrySet()) {
            long before = at.getValue().next();
            long after = page.next().next(at.getKey());
            assertThat(after).as("S4 next").isGreaterThanOrEqualTo(before);
            moved |= after > before;
            PartitionBounds known = page.bounds().get(at.getKey());
            readable |= known != null && before < known.next();
            least.put(at.getKey(), before);
        }
        assertThat(moved).as("S4 progress").isEqualTo(readable);
        for (Gap gap : page.gaps()) {
            assertThat(gap.from())
                    .as("a gap begins where the cursor is")
                    .isEqualTo(least.put(gap.partition(), gap.to()));
        }
        for (StoredRecord record : page.records()) {
            assertThat(record.offset()).as("S2, S3").isGreaterThanOrEqualTo(least.get(record.partition()));
            assertThat(record.offset()).as("S3").isLessThan(page.next().next(record.partition()));
            least.put(record.partition(), record.offset() + 1);
        }
        cursor = page.next();
        turn = page.nextTurn();
        gaps.addAll(page.gaps());
        pages.add(page);
        return page;
    }

    List<Page> pages() {
        return pages;
    }

    List<Gap> gaps() {
        return gaps;
    }

    Cursor cursor() {
        return cursor;
    }

    List<StoredRecord> all() {
        return pages.stream().flatMap(page -> page.records().stream()).toList();
    }

    List<StoredRecord> records(int partition) {
        return all().stream().filter(record -> record.partition() == partition).toList();
    }

    List<Gap> gaps(int partition) {
        return gaps.stream().filter(gap -> gap.partition() == partition).toList();
    }

    /** S7: every step of the cursor is covered or a gap; steps follow one another, so nothing overlaps. */
    void assertCovers(Cursor from, SortedMap<Integer, PartitionBounds> bounds) {
        from.partitions()
                .forEach((partition, at) -> assertThat(cursor.next(partition))
                        .as("S7 partition %d", partition)
                        .isEqualTo(Math.max(at.next(), bounds.get(partition).next())));
    }
}
