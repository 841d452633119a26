package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.testing.Property;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** S1 to S4 and S9: what a page is. */
abstract class PagingContract extends StoreContractBase {

    @Test
    @DisplayName("S1, S2, S3, S4: pages are bounded, ascend, are complete and move on (RE-01, M-698)")
    void pagesFromAnyCursorGiveExactlyTheLog() {
        Property.check("pages give the log", cases(), (random, size) -> {
            SourceLog log = randomLog(random, random.nextInt(1, 8), size);
            ReplayStore store = filled(log);
            PageLimits limits = limits(random);
            RecordFilter filter = filter(random);
            Cursor from = randomCursor(random, log);
            PageWalk walk = walk(store, from, limits, filter);

            for (int partition : log.partitions()) {
                assertThat(walk.records(partition))
                        .isEqualTo(matching(log, filter, partition, from.next(partition), log.end(partition)));
            }
            assertThat(walk.gaps()).isEmpty();
        });
    }

    @Test
    @DisplayName("S4: a partition with a backlog is served within ceil(P/N) pages")
    void noPartitionStarves() {
        Property.check("no partition starves", cases(), (random, size) -> {
            int partitions = random.nextInt(2, 12);
            SourceLog log = new SourceLog(partitions, 0);
            log.partitions().forEach(partition -> log.grow(random, partition, 40));
            int perPage = random.nextInt(1, partitions + 1);
            int within = (partitions + perPage - 1) / perPage;

            Map<Integer, Integer> waited = new HashMap<>();
            for (Page page : walk(filled(log), start(log), new PageLimits(perPage, 1 << 20), RecordFilter.everything())
                    .pages()) {
                Set<Integer> served = new HashSet<>();
                page.records().forEach(record -> served.add(record.partition()));
                for (int partition : log.partitions()) {
                    boolean hadBacklog = page.next().next(partition) < log.end(partition);
                    int pages = served.contains(partition) || !hadBacklog ? 0 : waited.getOrDefault(partition, 0) + 1;
                    waited.put(partition, pages);
                    assertThat(pages)
                            .as("pages in a row without partition %d", partition)
                            .isLessThan(within);
                }
            }
        });
    }

    @Test
    @DisplayName("S4: also where the bytes of a page are too few for all, every partition is served in its turn")
    void noPartitionStarvesForLargeRecordsOfOthers() {
        SourceLog log = new SourceLog(0, 0);
        for (int partition = 0; partition < 3; partition++) {
            log.addPartition(partition, 0);
            for (int i = 0; i < 10; i++) {
                log.add(partition, i, partition == 0 ? 900 : 400);
            }
        }
        Set<Integer> served = new HashSet<>();
        List<Page> pages = walk(filled(log), start(log), new PageLimits(100, 1_000), RecordFilter.everything())
                .pages();
        pages.subList(0, 3).forEach(page -> page.records().forEach(record -> served.add(record.partition())));
        assertThat(served).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    @DisplayName("S1: a record larger than a page is delivered alone")
    void aLargeRecordIsAPageOfItsOwn() {
        SourceLog log = new SourceLog(1, 0);
        log.add(0, 0, 10);
        log.add(0, 1, 5_000);
        log.add(0, 2, 10);
        List<Page> pages = walk(filled(log), start(log), new PageLimits(10, 100), RecordFilter.everything())
                .pages();
        assertThat(pages).extracting(page -> page.records().size()).containsExactly(1, 1, 1);
    }

    @Test
    @DisplayName("S1, M-698: the limit of a page is over all partitions, and a full page is shared fairly")
    void M698_thePageLimitIsGlobal() {
        SourceLog log = new SourceLog(0, 0);
        for (int partition = 0; partition < 10; partition++) {
            log.addPartition(partition, 0);
            for (int i = 0; i < 6_000; i++) {
                log.add(partition, i, 8);
            }
        }
        PageWalk walk = walk(filled(log), start(log), new PageLimits(1_000, 1 << 20), RecordFilter.everything());
        assertThat(walk.pages()).hasSize(60);
        for (Page page : walk.pages()) {
            Map<Integer, Integer> shares = new TreeMap<>();
            page.records().forEach(record -> shares.merge(record.partition(), 1, Integer::sum));
            assertThat(shares.values()).hasSize(10).containsOnly(100);
        }
    }

    @Test
    @DisplayName("a page merges partitions by time as far as each partition's order allows")
    void pagesInterleaveByTime() {
        SourceLog log = new SourceLog(2, 0);
        log.add(0, 0, 4, 100);
        log.add(0, 1, 4, 50);
        log.add(0, 2, 4, 300);
        log.add(1, 0, 4, 60);
        log.add(1, 1, 4, 200);
        Page page = walk(filled(log), start(log), LARGE, RecordFilter.everything())
                .pages()
                .get(0);
        assertThat(page.records())
                .extracting(StoredRecord::timestampMillis)
                .containsExactly(60L, 100L, 50L, 200L, 300L);
    }

    @Test
    @DisplayName("S9: offsets without records are neither gaps nor ends")
    void holesAreNoGaps() {
        SourceLog log = new SourceLog(1, 0);
        ReplayStore store = newStore();
        open(store, log);
        append(store, new PartitionBatch.Consumed(0, 0, 100, List.of()));
        log.add(0, 100, 4);
        append(store, new PartitionBatch.Consumed(0, 100, 500, List.copyOf(log.records(0, 100, 101))));
        for (long from : new long[] {0, 1, 99, 100, 101, 499, 500}) {
            PageWalk walk = walk(store, at(from), LARGE, RecordFilter.everything());
            assertThat(walk.gaps()).as("from %d", from).isEmpty();
            assertThat(walk.records(0)).as("from %d", from).hasSize(from <= 100 ? 1 : 0);
            assertThat(walk.cursor().next(0)).isEqualTo(500);
        }
    }

    @Test
    @DisplayName("a cursor moves on over what its filter skips, in bounded steps")
    void cursorsMoveOverWhatTheFilterSkips() {
        SourceLog log = new SourceLog(1, 0);
        for (int i = 0; i < 100_000; i++) {
            log.add(0, i, 0);
        }
        // Of tenants no store has an index, so that the records have to be looked at.
        PageWalk walk = walk(filled(log), start(log), LARGE, RecordFilter.tenants(Set.of("nobody")));
        assertThat(walk.all()).isEmpty();
        assertThat(walk.cursor().next(0)).isEqualTo(100_000);
        assertThat(walk.pages()).as("a read does not look at everything").hasSizeGreaterThan(2);
    }

    @Test
    @DisplayName("a narrow filter shows no record that also belongs to others, nor one that can't be read")
    void narrowFiltersAreStrict() {
        Property.check("filters", cases(), (random, size) -> {
            SourceLog log = randomLog(random, 2, size);
            ThreadKey thread = SourceLog.thread(random.nextInt(4));
            ReplayStore store = filled(log);
            assertThat(walk(store, start(log), LARGE, RecordFilter.threads(Set.of(thread)))
                            .all())
                    .allMatch(record -> record.label().threads().equals(Set.of(thread)));
            assertThat(walk(store, start(log), LARGE, RecordFilter.tenants(Set.of(thread.tenantId())))
                            .all())
                    .allMatch(record -> !record.label().threads().isEmpty()
                            && record.label().threads().stream()
                                    .allMatch(owner -> owner.tenantId().equals(thread.tenantId())));
        });
    }

    @Test
    @DisplayName("a cursor ahead of the store waits: nothing is read, nothing is moved")
    void aheadIsNotAnError() {
        SourceLog log = new SourceLog(1, 0);
        log.add(0, 0, 4);
        Page page = page(filled(log), at(50), LARGE);
        assertThat(page.records()).isEmpty();
        assertThat(page.gaps()).isEmpty();
        assertThat(page.next()).isEqualTo(at(50));
    }
}
