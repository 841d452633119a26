package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages over few and many partitions, of which some have thousands of records and some have one. */
class PageFairnessTest {

    @ParameterizedTest(name = "{0} partitions, {1} records a page, {2} bytes a page")
    @CsvSource({
        "10, 1, 1000000",
        "10, 3, 1000000",
        "10, 1000, 1000000",
        "10, 1000, 300",
        "200, 1, 1000000",
        "200, 7, 1000000",
        "200, 199, 1000000",
        "200, 1000, 1000000",
        "200, 1000, 2000"
    })
    @DisplayName("m698, RE-01: pages are bounded over all partitions, none starves, and each record comes once")
    void m698_pagesAreFairAndCompleteOverAllPartitions(int partitions, int perPage, int bytesPerPage) {
        SourceLog log = skewed(partitions);
        PageLimits limits = new PageLimits(perPage, bytesPerPage);
        PageWalk walk =
                StoreContractBase.walk(store(log), StoreContractBase.start(log), limits, RecordFilter.everything());

        assertThat(walk.gaps()).isEmpty();
        for (int partition : log.partitions()) {
            assertThat(walk.records(partition)).isEqualTo(List.copyOf(log.records(partition, 0, Long.MAX_VALUE)));
        }
        // By records, ceil(P/N) pages; where bytes are short, every page still serves whose turn it is.
        boolean byRecords = bytesPerPage >= 1_000_000;
        int within = byRecords ? (partitions + perPage - 1) / perPage : partitions;
        Map<Integer, Integer> waited = new HashMap<>();
        for (Page page : walk.pages()) {
            Set<Integer> served = new HashSet<>();
            page.records().forEach(record -> served.add(record.partition()));
            for (int partition : log.partitions()) {
                boolean hungry = page.next().next(partition) < log.end(partition) && !served.contains(partition);
                assertThat(waited.merge(partition, 1, (before, one) -> hungry ? before + one : 0))
                        .as("pages in a row without partition %d", partition)
                        .isLessThanOrEqualTo(within);
            }
        }
    }

    @ParameterizedTest(name = "{0} partitions, {1} records a page")
    @CsvSource({"10, 1000", "10, 25", "200, 1000", "200, 450"})
    @DisplayName("m698: what short partitions leave of a page is divided among the long ones, evenly")
    void m698_pagesAreFilledEvenly(int partitions, int perPage) {
        SourceLog log = skewed(partitions);
        PageWalk walk = StoreContractBase.walk(
                store(log), StoreContractBase.start(log), new PageLimits(perPage, 1 << 30), RecordFilter.everything());
        List<Page> pages = walk.pages();
        for (Page page : pages.subList(0, pages.size() - 1)) {
            assertThat(page.records()).as("a page with more behind it is full").hasSize(perPage);
            Map<Integer, Integer> shares = new HashMap<>();
            page.records().forEach(record -> shares.merge(record.partition(), 1, Integer::sum));
            IntSummaryStatistics ofLongOnes = log.partitions().stream()
                    .filter(partition -> page.next().next(partition) < log.end(partition))
                    .mapToInt(partition -> shares.getOrDefault(partition, 0))
                    .summaryStatistics();
            if (ofLongOnes.getCount() > 1) {
                assertThat(ofLongOnes.getMax() - ofLongOnes.getMin())
                        .as("nobody who has more behind gets more than another")
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    /** One partition has 2 000 records, every further one a part of what the one before has, down to 1. */
    private static SourceLog skewed(int partitions) {
        SplittableRandom random = new SplittableRandom(698);
        SourceLog log = new SourceLog(partitions, 0);
        for (int partition = 0; partition < partitions; partition++) {
            log.grow(random, partition, Math.max(1, 2_000 / (partition + 1)));
        }
        return log;
    }

    private static ReplayStore store(SourceLog log) {
        ReplayStore store = new InMemoryReplayStore(new MemoryBounds(1_000_000, 1L << 40, Duration.ofDays(1)));
        StoreContractBase.open(store, log);
        log.partitions()
                .forEach(partition -> StoreContractBase.append(store, log.batch(partition, 0, log.end(partition))));
        return store;
    }
}
