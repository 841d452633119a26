package io.dashstream.benchmarks;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A page of 1 000 records over ten partitions from memory, at random places of a million records, beside what one would
 * write first: a concurrent sorted map per partition, a hundred records of each, sorted by time.
 */
final class ReplayPages {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "id", 0);
    private static final int PARTITIONS = 10;
    private static final int RECORDS = 100_000;
    private static final int VALUE_BYTES = 200;
    private static final int PAGE = 1_000;
    private static final int WARM_UP = 20_000;
    private static final int READS = 50_000;

    private final InMemoryReplayStore store =
            new InMemoryReplayStore(new MemoryBounds(10_000_000, 1L << 40, Duration.ofDays(1)));
    private final Map<Integer, ConcurrentSkipListMap<Long, StoredRecord>> maps = new HashMap<>();
    private long seen;

    private ReplayPages() {
        Map<Integer, LogExtent> extents = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            extents.put(partition, new LogExtent(0, 0));
        }
        store.open(EPOCH, extents);
        RecordLabel label = RecordLabel.unreadable(Readability.READABLE);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ConcurrentSkipListMap<Long, StoredRecord> map = new ConcurrentSkipListMap<>();
            List<StoredRecord> records = new ArrayList<>();
            for (long offset = 0; offset < RECORDS; offset++) {
                StoredRecord record =
                        StoredRecord.wrap(partition, offset, 0, offset * 10 + partition, label, new byte[VALUE_BYTES]);
                records.add(record);
                map.put(offset, record);
            }
            maps.put(partition, map);
            store.append(EPOCH, List.of(new PartitionBatch.Consumed(partition, 0, RECORDS, records)));
        }
    }

    static void print() {
        ReplayPages pages = new ReplayPages();
        MarkdownTable table = new MarkdownTable("page of 1 000 over 10 partitions, from memory");
        pages.measure(pages::fromMaps, WARM_UP);
        pages.measure(pages::fromStore, WARM_UP);
        pages.measure(pages::fromMaps, READS).put(table, "sorted maps");
        pages.measure(pages::fromStore, READS).put(table, "dashstream");
        table.print();
        if (pages.seen != 2L * (WARM_UP + READS) * PAGE) {
            throw new IllegalStateException("pages were not full: " + pages.seen);
        }
    }

    /** Reads one page at an offset of every partition; gives how many records it has. */
    @FunctionalInterface
    private interface Read {
        int at(long offset);
    }

    private Percentiles measure(Read read, int times) {
        SplittableRandom random = new SplittableRandom(1);
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long offset = random.nextLong(RECORDS - PAGE);
            long started = System.nanoTime();
            seen += read.at(offset);
            nanos[i] = System.nanoTime() - started;
        }
        return new Percentiles(nanos);
    }

    private int fromStore(long offset) {
        return FirstPage.read(store, EPOCH, PARTITIONS, offset, PAGE);
    }

    private int fromMaps(long offset) {
        List<StoredRecord> page = new ArrayList<>();
        maps.values()
                .forEach(map -> map.tailMap(offset).values().stream()
                        .limit(PAGE / PARTITIONS)
                        .forEach(page::add));
        page.sort(Comparator.comparingLong(StoredRecord::timestampMillis));
        return page.size();
    }
}
