package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.kafka.KafkaReplayStore;
import io.dashstream.replay.store.kafka.ScriptedColdLog;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.dashstream.replay.store.tiered.TieredReplayStore;
import io.dashstream.testing.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Pages over tiers whose contents have nothing to do with one another. */
class TieredPagingTest {

    private static final Epoch EPOCH = StoreContractBase.EPOCH;

    /** Holds of each partition what a test put there, and takes nothing more. */
    private static final class Frozen extends DelegatingStore {

        Frozen(ReplayStore content) {
            super(content);
        }

        @Override
        public BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log) {
            return StoreContractBase.await(bounds());
        }

        @Override
        public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
            Map<Integer, PartitionBounds> bounds = StoreContractBase.bounds(real());
            return batches.stream()
                    .<AppendResult>map(batch -> new AppendResult.Accepted(
                            bounds.get(batch.partition()).next(), 0))
                    .toList();
        }

        @Override
        public void announceEnds(Epoch epoch, Map<Integer, LogEnd> ends) {}

        @Override
        public void trim() {}
    }

    /** Which stretch of each partition a tier holds. */
    private record Held(Map<Integer, Long> from, Map<Integer, Long> to) {

        static Held random(RandomGenerator random, SourceLog log, boolean toTheEnd) {
            Held held = new Held(new HashMap<>(), new HashMap<>());
            for (int partition : log.partitions()) {
                long from = random.nextLong(log.begin(partition), log.end(partition) + 1);
                held.from.put(partition, from);
                held.to.put(partition, toTheEnd ? log.end(partition) : random.nextLong(from, log.end(partition) + 1));
            }
            return held;
        }

        boolean has(int partition, long offset) {
            return from.get(partition) <= offset && offset < to.get(partition);
        }

        InMemoryReplayStore inMemory(SourceLog log) {
            InMemoryReplayStore store =
                    new InMemoryReplayStore(new MemoryBounds(10_000_000, 1L << 40, Duration.ofDays(365)));
            Map<Integer, LogExtent> extents = new TreeMap<>();
            from.forEach((partition, start) -> extents.put(partition, new LogExtent(start, start)));
            store.open(EPOCH, extents);
            from.forEach((partition, start) ->
                    StoreContractBase.append(store, log.batch(partition, start, to.get(partition))));
            return store;
        }
    }

    @Test
    @DisplayName("RE-01, M-698: whatever each tier holds, pages are bounded globally, give everything that any tier has"
            + " once, and announce exactly what none has")
    void M698_pagesOverRandomTierContents() {
        Property.check("random tiers", 150, (random, size) -> {
            SourceLog log = SourceLog.random(random, random.nextInt(1, 6), 2 * size);
            Held hot = Held.random(random, log, true);
            Held middle = Held.random(random, log, false);
            Held kafka = Held.random(random, log, true);
            try (ReplayStore store = stack(log, hot, Optional.of(middle), kafka)) {
                Cursor start = StoreContractBase.start(log);
                PageWalk walk = new PageWalk(store, start, StoreContractBase.limits(random), RecordFilter.everything());
                walk.toEnd();
                for (int partition : log.partitions()) {
                    List<StoredRecord> expected =
                            log.records(partition, log.begin(partition), log.end(partition)).stream()
                                    .filter(record -> hot.has(partition, record.offset())
                                            || middle.has(partition, record.offset())
                                            || kafka.has(partition, record.offset()))
                                    .toList();
                    assertThat(walk.records(partition)).isEqualTo(expected);
                    assertThat(merged(walk.gaps(partition))).isEqualTo(missing(log, partition, hot, middle, kafka));
                }
            }
        });
    }

    @Test
    @DisplayName(
            "RE-01, M-698: 10 partitions of 6000, the newest 1000 of all in memory: every page is full, all come once")
    void M698_pagesAreFullOverTheSeam() {
        SourceLog log = new SourceLog(10, 0);
        log.partitions().forEach(partition -> {
            for (int i = 0; i < 6_000; i++) {
                log.add(partition, i, 8);
            }
        });
        Held hot = new Held(new HashMap<>(), new HashMap<>(log.ends()));
        Held kafka = new Held(new HashMap<>(), new HashMap<>(log.ends()));
        log.partitions().forEach(partition -> {
            hot.from.put(partition, 5_900L + partition);
            kafka.from.put(partition, 0L);
        });
        for (int records : new int[] {1, 7, 10, 333, 1_000}) {
            try (ReplayStore store = stack(log, hot, Optional.empty(), kafka)) {
                PageWalk walk = new PageWalk(
                        store,
                        StoreContractBase.start(log),
                        new PageLimits(records, 1 << 20),
                        RecordFilter.everything());
                walk.toEnd();
                assertThat(walk.all()).hasSize(60_000);
                assertThat(walk.gaps()).isEmpty();
                List<Page> pages = walk.pages();
                assertThat(pages.subList(0, pages.size() * 9 / 10))
                        .allMatch(page -> page.records().size() == records);
            }
        }
    }

    private static ReplayStore stack(SourceLog log, Held hot, Optional<Held> middle, Held kafka) {
        ScriptedColdLog coldLog = new ScriptedColdLog(EPOCH);
        Map<Integer, LogExtent> extents = new TreeMap<>();
        log.partitions().forEach(partition -> {
            coldLog.write(log.batch(partition, log.begin(partition), log.end(partition)));
            coldLog.deleteBefore(partition, kafka.from.get(partition));
            extents.put(partition, new LogExtent(kafka.from.get(partition), log.end(partition)));
        });
        KafkaReplayStore cold = coldLog.store();
        TieredReplayStore store = new TieredReplayStore(
                hot.inMemory(log),
                middle.map(held -> new Frozen(held.inMemory(log))),
                Optional.of(cold),
                Duration.ofSeconds(10));
        store.open(EPOCH, extents);
        middle.ifPresent(held -> Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> log.partitions().stream()
                        .allMatch(partition -> !held.has(partition, held.from.get(partition))
                                || StoreContractBase.bounds(store)
                                                .get(partition)
                                                .floor()
                                        <= held.from.get(partition))));
        return store;
    }

    private static List<Gap> missing(SourceLog log, int partition, Held... tiers) {
        List<Gap> missing = new ArrayList<>();
        for (long offset = log.begin(partition); offset < log.end(partition); offset++) {
            long at = offset;
            if (List.of(tiers).stream().noneMatch(held -> held.has(partition, at))) {
                missing.add(new Gap(partition, at, at + 1, GapReason.RETENTION));
            }
        }
        return merged(missing);
    }

    private static List<Gap> merged(List<Gap> gaps) {
        List<Gap> merged = new ArrayList<>();
        for (Gap gap : gaps) {
            Gap last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && last.to() == gap.from()) {
                merged.set(merged.size() - 1, new Gap(gap.partition(), last.from(), gap.to(), gap.reason()));
            } else {
                merged.add(gap);
            }
        }
        return merged;
    }
}
