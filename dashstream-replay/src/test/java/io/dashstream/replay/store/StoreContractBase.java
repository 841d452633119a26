package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** What the parts of the stores' contract share. */
abstract class StoreContractBase {

    protected static final Epoch EPOCH = Epoch.of("cluster", "topic", "first-topic-id", 0);
    protected static final Epoch NEXT_EPOCH = Epoch.of("cluster", "topic", "second-topic-id", 0);
    protected static final PageLimits LARGE = new PageLimits(1_000, 1 << 20);

    /** A store that keeps everything that these tests append. */
    protected abstract ReplayStore newStore();

    /** A store that drops the oldest so that it keeps at most so many records in all. */
    protected abstract ReplayStore newStoreThatKeeps(int records);

    /** How many random cases a property is run with. */
    protected int cases() {
        return 200;
    }

    /** A log with random content, which begins anywhere. */
    protected SourceLog randomLog(RandomGenerator random, int partitions, int recordsPerPartition) {
        return SourceLog.random(random, partitions, recordsPerPartition);
    }

    protected final ReplayStore filled(SourceLog log) {
        ReplayStore store = newStore();
        open(store, log);
        log.partitions()
                .forEach(partition -> append(store, log.batch(partition, log.begin(partition), log.end(partition))));
        return store;
    }

    protected static void open(ReplayStore store, SourceLog log) {
        Map<Integer, LogExtent> extents = new TreeMap<>();
        log.partitions()
                .forEach(
                        partition -> extents.put(partition, new LogExtent(log.begin(partition), log.begin(partition))));
        assertThat(store.open(EPOCH, extents)).isInstanceOf(StoreBounds.class);
    }

    protected static AppendResult append(ReplayStore store, PartitionBatch batch) {
        return store.append(EPOCH, List.of(batch)).get(0);
    }

    protected static SortedMap<Integer, PartitionBounds> bounds(ReplayStore store) {
        return ((StoreBounds) await(store.bounds())).partitions();
    }

    protected static Cursor start(SourceLog log) {
        Map<Integer, Position> positions = new TreeMap<>();
        log.partitions().forEach(partition -> positions.put(partition, Position.at(log.begin(partition))));
        return Cursor.of(EPOCH, positions);
    }

    protected static PageWalk walk(ReplayStore store, Cursor from, PageLimits limits, RecordFilter filter) {
        PageWalk walk = new PageWalk(store, from, limits, filter);
        walk.toEnd();
        return walk;
    }

    protected static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    protected static Cursor at(long offset) {
        return Cursor.of(EPOCH, Map.of(0, Position.at(offset)));
    }

    protected static ReadResult read(ReplayStore store, Cursor cursor, PageLimits limits) {
        return await(store.read(ReadRequest.first(cursor, limits)));
    }

    protected static Page page(ReplayStore store, Cursor cursor, PageLimits limits) {
        return (Page) read(store, cursor, limits);
    }

    protected static PageLimits limits(RandomGenerator random) {
        return new PageLimits(random.nextInt(1, 30), random.nextInt(1, 3_000));
    }

    protected static RecordFilter filter(RandomGenerator random) {
        return switch (random.nextInt(3)) {
            case 0 -> RecordFilter.threads(Set.of(SourceLog.thread(random.nextInt(4))));
            case 1 -> RecordFilter.tenants(Set.of("tenant-" + random.nextInt(2)));
            default -> RecordFilter.everything();
        };
    }

    protected static Cursor randomCursor(RandomGenerator random, SourceLog log) {
        Map<Integer, Position> positions = new TreeMap<>();
        log.partitions()
                .forEach(partition -> positions.put(
                        partition, Position.at(random.nextLong(log.begin(partition), log.end(partition) + 1))));
        return Cursor.of(EPOCH, positions);
    }

    protected static List<StoredRecord> matching(
            SourceLog log, RecordFilter filter, int partition, long from, long to) {
        return log.records(partition, from, to).stream()
                .filter(record -> filter.accepts(record.label()))
                .toList();
    }

    protected static PartitionBatch altered(PartitionBatch.Consumed batch) {
        List<StoredRecord> others = batch.records().stream()
                .map(record -> StoredRecord.wrap(
                        record.partition(), record.offset(), 0, 0, record.label(), new byte[] {1, 2, 3}))
                .toList();
        return new PartitionBatch.Consumed(batch.partition(), batch.from(), batch.to(), others);
    }

    /** All batches of all partitions: in order within each partition, in random order between them. */
    protected static List<PartitionBatch> shuffledByPartition(RandomGenerator random, SourceLog log) {
        List<List<PartitionBatch>> queues = new ArrayList<>();
        log.partitions().forEach(partition -> queues.add(new ArrayList<>(log.batches(random, partition))));
        List<PartitionBatch> all = new ArrayList<>();
        queues.removeIf(List::isEmpty);
        while (!queues.isEmpty()) {
            int queue = random.nextInt(queues.size());
            all.add(queues.get(queue).remove(0));
            queues.removeIf(List::isEmpty);
        }
        return all;
    }

    /** As a reader does that can't get the batches between any more. */
    protected static void appendAnnouncingLoss(ReplayStore store, PartitionBatch batch, Map<Integer, List<Gap>> lost) {
        if (append(store, batch) instanceof AppendResult.Hole hole) {
            long from = ((PartitionBatch.Consumed) batch).from();
            int partition = batch.partition();
            append(store, new PartitionBatch.Lost(partition, hole.next(), from, GapReason.INGEST_GAP));
            lost.computeIfAbsent(partition, p -> new ArrayList<>())
                    .add(new Gap(partition, hole.next(), from, GapReason.INGEST_GAP));
            assertThat(append(store, batch)).isInstanceOf(AppendResult.Accepted.class);
        }
    }

    protected static long next(AppendResult result) {
        return result instanceof AppendResult.Hole hole ? hole.next() : ((AppendResult.Accepted) result).next();
    }

    protected static SortedMap<Integer, Long> located(ReplayStore store, SeekTarget target) {
        return ((Located) await(store.seek(EPOCH, target))).offsets();
    }

    protected static SortedMap<Integer, Long> scan(SourceLog log, Predicate<StoredRecord> wanted) {
        SortedMap<Integer, Long> found = new TreeMap<>();
        log.partitions()
                .forEach(partition -> found.put(
                        partition,
                        log.records(partition, log.begin(partition), log.end(partition)).stream()
                                .filter(wanted)
                                .findFirst()
                                .map(StoredRecord::offset)
                                .orElse(log.end(partition))));
        return found;
    }

    protected static SortedMap<Integer, Long> newestBases(SourceLog log, ThreadKey thread) {
        RecordFilter filter = RecordFilter.touching(thread);
        SortedMap<Integer, Long> found = scan(log, record -> filter.accepts(record.label()));
        log.partitions()
                .forEach(partition -> log.records(partition, log.begin(partition), log.end(partition)).stream()
                        .filter(record -> record.label().isBaseOf(thread))
                        .forEach(record -> found.put(partition, record.offset())));
        return found;
    }

    protected static SortedMap<Integer, Long> newerThan(SourceLog log, Cursor behind) {
        AtomicLong newest = new AtomicLong(Long.MIN_VALUE);
        for (int partition : log.partitions()) {
            Collection<StoredRecord> seen = log.records(partition, log.begin(partition), behind.next(partition));
            seen.stream()
                    .reduce((first, second) -> second)
                    .ifPresent(last -> newest.accumulateAndGet(last.timestampMillis(), Math::max));
        }
        return newest.get() == Long.MIN_VALUE
                ? log.ends()
                : scan(log, record -> record.timestampMillis() > newest.get());
    }

    protected static Duration forever() {
        return Duration.ofDays(365);
    }
}
