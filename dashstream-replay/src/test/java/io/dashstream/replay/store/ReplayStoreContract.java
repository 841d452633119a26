package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.testing.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ReplayStore} has to do, whatever it is made of and however tiers are stacked. One subclass per store
 * runs all of it; S1 to S9 are the promises of {@link ReplayStore}.
 */
public abstract class ReplayStoreContract {

    protected static final Epoch EPOCH = Epoch.of("cluster", "topic", "first-topic-id", 0);
    protected static final Epoch NEXT_EPOCH = Epoch.of("cluster", "topic", "second-topic-id", 0);
    private static final PageLimits LARGE = new PageLimits(1_000, 1 << 20);

    /** A store that keeps everything that these tests append. */
    protected abstract ReplayStore newStore();

    /** A store that drops the oldest so that it keeps at most so many records in all. */
    protected abstract ReplayStore newStoreThatKeeps(int records);

    /** How many random cases a property is run with. */
    protected int cases() {
        return 200;
    }

    @Test
    @DisplayName("S1, S2, S3, S4: pages are bounded, ascend, are complete and move on (RE-01, M-698)")
    void pagesFromAnyCursorGiveExactlyTheLog() {
        Property.check("pages give the log", cases(), (random, size) -> {
            SourceLog log = SourceLog.random(random, random.nextInt(1, 8), size);
            ReplayStore store = filled(log);
            PageLimits limits = limits(random);
            RecordFilter filter = filter(random);
            Cursor from = randomCursor(random, log);
            Walk walk = walk(store, from, limits, filter);

            for (int partition : log.partitions()) {
                assertThat(walk.records(partition))
                        .isEqualTo(matching(log, filter, partition, from.next(partition), log.end(partition)));
            }
            assertThat(walk.gaps).isEmpty();
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
            for (Page page :
                    walk(filled(log), start(log), new PageLimits(perPage, 1 << 20), RecordFilter.everything()).pages) {
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
        List<Page> pages = walk(filled(log), start(log), new PageLimits(100, 1_000), RecordFilter.everything()).pages;
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
        List<Page> pages = walk(filled(log), start(log), new PageLimits(10, 100), RecordFilter.everything()).pages;
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
        Walk walk = walk(filled(log), start(log), new PageLimits(1_000, 1 << 20), RecordFilter.everything());
        assertThat(walk.pages).hasSize(60);
        for (Page page : walk.pages) {
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
                .pages
                .get(0);
        assertThat(page.records())
                .extracting(StoredRecord::timestampMillis)
                .containsExactly(60L, 100L, 50L, 200L, 300L);
    }

    @Test
    @DisplayName("S5: what was read once is read again the same, whatever was appended meanwhile")
    void recordsNeverChange() {
        Property.check("records never change", cases(), (random, size) -> {
            SourceLog log = SourceLog.random(random, 3, size);
            ReplayStore store = filled(log);
            List<StoredRecord> before =
                    walk(store, start(log), LARGE, RecordFilter.everything()).all();
            SortedMap<Integer, Long> ends = log.ends();
            log.partitions().forEach(partition -> log.grow(random, partition, size));
            for (int partition : log.partitions()) {
                append(store, log.batch(partition, ends.get(partition), log.end(partition)));
                // Once more, with other content at the same offsets: it is not taken.
                append(store, altered(log.batch(partition, log.begin(partition), log.end(partition))));
            }
            List<StoredRecord> after = walk(store, start(log), LARGE, RecordFilter.everything()).all().stream()
                    .filter(record -> record.offset() < ends.get(record.partition()))
                    .toList();
            assertThat(after).containsExactlyInAnyOrderElementsOf(before);
        });
    }

    @Test
    @DisplayName("S6: floor and next never go back")
    void boundsNeverGoBack() {
        Property.check("bounds never go back", cases(), (random, size) -> {
            SourceLog log = SourceLog.random(random, 3, 3 * size);
            ReplayStore store = newStoreThatKeeps(size);
            open(store, log);
            SortedMap<Integer, PartitionBounds> before = bounds(store);
            for (PartitionBatch batch : shuffledByPartition(random, log)) {
                append(store, batch);
                SortedMap<Integer, PartitionBounds> after = bounds(store);
                SortedMap<Integer, PartitionBounds> reference = before;
                after.forEach((partition, known) -> {
                    assertThat(known.floor())
                            .isGreaterThanOrEqualTo(reference.get(partition).floor());
                    assertThat(known.next())
                            .isGreaterThanOrEqualTo(reference.get(partition).next());
                    assertThat(known.end()).isGreaterThanOrEqualTo(known.next());
                });
                before = after;
            }
        });
    }

    @Test
    @DisplayName("S7: whatever was dropped at ingest, pages and gaps are the whole range, without overlap (RE-04)")
    void whatIsNotCoveredIsAGap() {
        Property.check("coverage", cases(), (random, size) -> {
            SourceLog log = SourceLog.random(random, random.nextInt(1, 4), size);
            ReplayStore store = newStore();
            open(store, log);
            Map<Integer, List<Gap>> lost = new HashMap<>();
            for (PartitionBatch batch : shuffledByPartition(random, log)) {
                if (random.nextInt(3) > 0) {
                    appendAnnouncingLoss(store, batch, lost);
                }
            }
            Walk walk = walk(store, start(log), limits(random), RecordFilter.everything());
            walk.assertCovers(start(log), bounds(store));
            for (int partition : log.partitions()) {
                List<Gap> announced = lost.getOrDefault(partition, List.of());
                assertThat(walk.gaps(partition)).isEqualTo(announced);
                assertThat(walk.records(partition))
                        .isEqualTo(
                                log
                                        .records(
                                                partition,
                                                log.begin(partition),
                                                bounds(store).get(partition).next())
                                        .stream()
                                        .filter(record -> announced.stream()
                                                .noneMatch(gap ->
                                                        gap.from() <= record.offset() && record.offset() < gap.to()))
                                        .toList());
            }
        });
    }

    @Test
    @DisplayName("S7: what retention takes while a client reads is in its gaps, exactly (RE-04, RE-16)")
    void retentionUnderAReaderIsAnExactGap() {
        Property.check("retention under a reader", cases(), (random, size) -> {
            SourceLog log = SourceLog.random(random, random.nextInt(1, 4), 4 * size);
            ReplayStore store = newStoreThatKeeps(2 * size);
            open(store, log);
            Walk walk = new Walk(store, start(log), limits(random), RecordFilter.everything());
            for (PartitionBatch batch : shuffledByPartition(random, log)) {
                append(store, batch);
                if (random.nextInt(5) == 0) {
                    walk.step();
                }
            }
            walk.toEnd();
            walk.assertCovers(start(log), bounds(store));
            for (int partition : log.partitions()) {
                List<StoredRecord> expected = log.records(partition, log.begin(partition), log.end(partition)).stream()
                        .filter(record -> walk.gaps(partition).stream()
                                .noneMatch(gap -> gap.from() <= record.offset() && record.offset() < gap.to()))
                        .toList();
                assertThat(walk.records(partition)).isEqualTo(expected);
                assertThat(walk.gaps(partition)).allMatch(gap -> gap.reason() == GapReason.RETENTION);
            }
        });
    }

    @Test
    @DisplayName("S8: two writers with repeats and crashes give the content of one")
    void appendingIsIdempotent() {
        Property.check("idempotent", cases(), (random, size) -> {
            SourceLog log = SourceLog.random(random, random.nextInt(1, 4), size);
            ReplayStore store = newStore();
            open(store, log);
            for (int partition : log.partitions()) {
                long[] positions = {log.begin(partition), log.begin(partition)};
                while (Math.max(positions[0], positions[1]) < log.end(partition)) {
                    int writer = random.nextInt(2);
                    if (random.nextInt(8) == 0) {
                        // A crash: what it knew is gone, it begins again at some earlier place.
                        positions[writer] = random.nextLong(log.begin(partition), positions[writer] + 1);
                    }
                    long to = Math.min(log.end(partition), positions[writer] + random.nextInt(1, 10));
                    AppendResult result = append(store, log.batch(partition, positions[writer], to));
                    positions[writer] = next(result);
                }
            }
            Walk walk = walk(store, start(log), LARGE, RecordFilter.everything());
            assertThat(walk.gaps).isEmpty();
            for (int partition : log.partitions()) {
                assertThat(walk.records(partition))
                        .containsExactlyElementsOf(log.records(partition, log.begin(partition), log.end(partition)));
            }
        });
    }

    @Test
    @DisplayName("S8: a batch behind a hole is refused, with where to go on")
    void aHoleIsRefused() {
        SourceLog log = new SourceLog(1, 0);
        log.add(0, 0, 4);
        log.add(0, 5, 4);
        ReplayStore store = newStore();
        open(store, log);
        append(store, log.batch(0, 0, 2));
        assertThat(append(store, log.batch(0, 3, 6))).isEqualTo(new AppendResult.Hole(2));
        assertThat(walk(store, start(log), LARGE, RecordFilter.everything()).records(0))
                .hasSize(1);
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
            Walk walk = walk(store, at(from), LARGE, RecordFilter.everything());
            assertThat(walk.gaps).as("from %d", from).isEmpty();
            assertThat(walk.records(0)).as("from %d", from).hasSize(from <= 100 ? 1 : 0);
            assertThat(walk.cursor.next(0)).isEqualTo(500);
        }
    }

    @Test
    @DisplayName("a cursor moves on over what its filter skips, in bounded steps")
    void cursorsMoveOverWhatTheFilterSkips() {
        SourceLog log = new SourceLog(1, 0);
        for (int i = 0; i < 100_000; i++) {
            log.add(0, i, 0);
        }
        RecordFilter nobody = RecordFilter.threads(Set.of(new ThreadKey("tenant", "nobody")));
        Walk walk = walk(filled(log), start(log), LARGE, nobody);
        assertThat(walk.all()).isEmpty();
        assertThat(walk.cursor.next(0)).isEqualTo(100_000);
        assertThat(walk.pages).as("a read does not look at everything").hasSizeGreaterThan(2);
    }

    @Test
    @DisplayName("a narrow filter shows no record that also belongs to others, nor one that can't be read")
    void narrowFiltersAreStrict() {
        Property.check("filters", cases(), (random, size) -> {
            SourceLog log = SourceLog.random(random, 2, size);
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
    @DisplayName("another epoch empties the store at once: old cursors and old writers are turned away (RE-05, RE-06)")
    void anotherEpochReplacesTheOld() {
        SourceLog log = new SourceLog(2, 0);
        log.add(0, 0, 4);
        ReplayStore store = filled(log);
        SourceLog successor = new SourceLog(1, 0);
        store.open(NEXT_EPOCH, successor.extents());

        assertThat(read(store, start(log), LARGE)).isEqualTo(new EpochChanged(NEXT_EPOCH));
        assertThat(await(store.seek(EPOCH, new SeekTarget.Timestamp(0)))).isEqualTo(new EpochChanged(NEXT_EPOCH));
        assertThat(append(store, log.batch(0, 0, 1))).isEqualTo(new AppendResult.Fenced(NEXT_EPOCH));
        Walk walk = new Walk(store, Cursor.of(NEXT_EPOCH, Map.of(0, Position.at(0))), LARGE, RecordFilter.everything());
        walk.toEnd();
        assertThat(walk.all()).isEmpty();
        assertThat(bounds(store)).containsOnlyKeys(0);
    }

    @Test
    @DisplayName("opening the same epoch again keeps everything and says where to go on")
    void openingAgainKeepsEverything() {
        SourceLog log = SourceLog.random(new java.util.SplittableRandom(7), 3, 50);
        ReplayStore store = filled(log);
        BoundsResult again = store.open(EPOCH, log.extents());
        assertThat(again)
                .isInstanceOfSatisfying(
                        StoreBounds.class,
                        held -> log.partitions()
                                .forEach(partition -> assertThat(
                                                held.partitions().get(partition).next())
                                        .isEqualTo(log.end(partition))));
        assertThat(walk(store, start(log), LARGE, RecordFilter.everything()).all())
                .isNotEmpty();
    }

    @Test
    @DisplayName("a partition that comes later is known by its bounds, and read by cursors that name it")
    void partitionsCanBeAdded() {
        SourceLog log = new SourceLog(1, 0);
        ReplayStore store = filled(log);
        log.addPartition(1, 0);
        log.add(1, 0, 4);
        append(store, log.batch(1, 0, 1));
        assertThat(read(store, at(0), LARGE)).isInstanceOfSatisfying(Page.class, page -> {
            assertThat(page.bounds()).containsOnlyKeys(0, 1);
            assertThat(page.records()).isEmpty();
            assertThat(page.next().partitions()).containsOnlyKeys(0);
        });
        assertThat(walk(store, start(log), LARGE, RecordFilter.everything()).records(1))
                .hasSize(1);
    }

    @Test
    @DisplayName("S6: a truncation is announced to cursors that had seen more, and to no others (RE-05)")
    void truncationIsAnnounced() {
        ReplayStore store = newStore();
        SourceLog log = new SourceLog(1, 0);
        for (int i = 0; i < 10; i++) {
            log.add(0, i, 4);
        }
        open(store, log);
        append(store, log.batch(0, 0, 10));
        Cursor seenSix = page(store, at(0), new PageLimits(6, 1 << 20)).next();
        Cursor seenTen = page(store, at(0), LARGE).next();

        append(store, new PartitionBatch.Truncated(0, 8, 1));
        assertThat(bounds(store).get(0)).isEqualTo(new PartitionBounds(0, 8, 8));
        assertThat(read(store, seenTen, LARGE)).isEqualTo(new LogTruncated(0, 8));
        assertThat(page(store, seenSix, LARGE).records()).hasSize(2);

        List<StoredRecord> rewritten = new ArrayList<>();
        for (int i = 8; i < 12; i++) {
            rewritten.add(StoredRecord.wrap(
                    0, i, 1, 0, RecordLabel.unreadable(Readability.UNDECODABLE), new byte[] {(byte) i, 77}));
        }
        append(store, new PartitionBatch.Consumed(0, 8, 12, rewritten));
        assertThat(read(store, seenTen, LARGE)).isEqualTo(new LogTruncated(0, 8));
        assertThat(page(store, Cursor.of(EPOCH, Map.of(0, Position.at(8))), LARGE)
                        .records())
                .isEqualTo(rewritten);
        Cursor seenAll = page(store, seenSix, LARGE).next();
        assertThat(page(store, seenAll, LARGE).next()).isEqualTo(seenAll);
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

    @Test
    @DisplayName("seeking by time and by thread finds what a scan of the log finds (RE-11)")
    void seekFindsWhatAScanFinds() {
        Property.check("seek", cases(), (random, size) -> {
            SourceLog log = SourceLog.random(random, random.nextInt(1, 4), size);
            ReplayStore store = filled(log);
            long time = 1_000 + random.nextLong(1_000_000);
            ThreadKey thread = SourceLog.thread(random.nextInt(4));
            Cursor behind = randomCursor(random, log);

            assertThat(located(store, new SeekTarget.Timestamp(time)))
                    .isEqualTo(scan(log, record -> record.timestampMillis() >= time));
            assertThat(located(store, new SeekTarget.NewestBase(thread))).isEqualTo(newestBases(log, thread));
            assertThat(located(store, new SeekTarget.NewerThan(behind))).isEqualTo(newerThan(log, behind));
        });
    }

    @Test
    @DisplayName("the signal is raised after what was appended can be read (RE-23)")
    void theSignalComesAfterTheRecords() {
        SourceLog log = new SourceLog(1, 0);
        log.add(0, 0, 4);
        ReplayStore store = newStore();
        open(store, log);
        List<Integer> readable = new ArrayList<>();
        store.appended()
                .await(
                        store.appended().version(),
                        () -> readable.add(page(store, at(0), LARGE).records().size()));
        append(store, log.batch(0, 0, 1));
        assertThat(readable).containsExactly(1);
    }

    @Test
    @DisplayName("a store that can't answer says so; it never gives an empty page (RE-02)")
    void aFailedReadIsNoPage() {
        ReplayStore store = newStore();
        assertThat(read(store, at(0), LARGE)).isInstanceOf(Unavailable.class);
        assertThat(await(store.bounds())).isInstanceOf(Unavailable.class);
        open(store, new SourceLog(1, 0));
        store.close();
        assertThat(read(store, at(0), LARGE)).isInstanceOf(Unavailable.class);
        assertThat(await(store.bounds())).isInstanceOf(Unavailable.class);
        assertThat(store.append(EPOCH, List.of(new PartitionBatch.Consumed(0, 0, 1, List.of()))))
                .hasOnlyElementsOfType(AppendResult.Failed.class);
    }

    @Test
    @DisplayName("RE-19: a record's value can't be written to")
    void valuesAreReadOnly() {
        SourceLog log = new SourceLog(1, 0);
        log.add(0, 0, 4);
        StoredRecord record = walk(filled(log), start(log), LARGE, RecordFilter.everything())
                .all()
                .get(0);
        assertThat(record.value().isReadOnly()).isTrue();
        record.copyOfValue()[0] = 99;
        assertThat(record).isEqualTo(log.records(0, 0, 1).iterator().next());
    }

    // Helpers.

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

    protected static Walk walk(ReplayStore store, Cursor from, PageLimits limits, RecordFilter filter) {
        Walk walk = new Walk(store, from, limits, filter);
        walk.toEnd();
        return walk;
    }

    protected static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static Cursor at(long offset) {
        return Cursor.of(EPOCH, Map.of(0, Position.at(offset)));
    }

    private static ReadResult read(ReplayStore store, Cursor cursor, PageLimits limits) {
        return await(store.read(ReadRequest.first(cursor, limits)));
    }

    private static Page page(ReplayStore store, Cursor cursor, PageLimits limits) {
        return (Page) read(store, cursor, limits);
    }

    private static PageLimits limits(RandomGenerator random) {
        return new PageLimits(random.nextInt(1, 30), random.nextInt(1, 3_000));
    }

    private static RecordFilter filter(RandomGenerator random) {
        return switch (random.nextInt(3)) {
            case 0 -> RecordFilter.threads(Set.of(SourceLog.thread(random.nextInt(4))));
            case 1 -> RecordFilter.tenants(Set.of("tenant-" + random.nextInt(2)));
            default -> RecordFilter.everything();
        };
    }

    private static Cursor randomCursor(RandomGenerator random, SourceLog log) {
        Map<Integer, Position> positions = new TreeMap<>();
        log.partitions()
                .forEach(partition -> positions.put(
                        partition, Position.at(random.nextLong(log.begin(partition), log.end(partition) + 1))));
        return Cursor.of(EPOCH, positions);
    }

    private static List<StoredRecord> matching(SourceLog log, RecordFilter filter, int partition, long from, long to) {
        return log.records(partition, from, to).stream()
                .filter(record -> filter.accepts(record.label()))
                .toList();
    }

    private static PartitionBatch altered(PartitionBatch.Consumed batch) {
        List<StoredRecord> others = batch.records().stream()
                .map(record -> StoredRecord.wrap(
                        record.partition(), record.offset(), 0, 0, record.label(), new byte[] {1, 2, 3}))
                .toList();
        return new PartitionBatch.Consumed(batch.partition(), batch.from(), batch.to(), others);
    }

    /** All batches of all partitions: in order within each partition, in random order between them. */
    private static List<PartitionBatch> shuffledByPartition(RandomGenerator random, SourceLog log) {
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
    private static void appendAnnouncingLoss(ReplayStore store, PartitionBatch batch, Map<Integer, List<Gap>> lost) {
        if (append(store, batch) instanceof AppendResult.Hole hole) {
            long from = ((PartitionBatch.Consumed) batch).from();
            int partition = batch.partition();
            append(store, new PartitionBatch.Lost(partition, hole.next(), from, GapReason.INGEST_GAP));
            lost.computeIfAbsent(partition, p -> new ArrayList<>())
                    .add(new Gap(partition, hole.next(), from, GapReason.INGEST_GAP));
            assertThat(append(store, batch)).isInstanceOf(AppendResult.Accepted.class);
        }
    }

    private static long next(AppendResult result) {
        return result instanceof AppendResult.Hole hole ? hole.next() : ((AppendResult.Accepted) result).next();
    }

    private static SortedMap<Integer, Long> located(ReplayStore store, SeekTarget target) {
        return ((Located) await(store.seek(EPOCH, target))).offsets();
    }

    private static SortedMap<Integer, Long> scan(SourceLog log, java.util.function.Predicate<StoredRecord> wanted) {
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

    private static SortedMap<Integer, Long> newestBases(SourceLog log, ThreadKey thread) {
        RecordFilter filter = RecordFilter.threads(Set.of(thread));
        SortedMap<Integer, Long> found = scan(log, record -> filter.accepts(record.label()));
        log.partitions()
                .forEach(partition -> log.records(partition, log.begin(partition), log.end(partition)).stream()
                        .filter(record ->
                                filter.accepts(record.label()) && record.label().role() == StateRole.BASE)
                        .forEach(record -> found.put(partition, record.offset())));
        return found;
    }

    private static SortedMap<Integer, Long> newerThan(SourceLog log, Cursor behind) {
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

    /** Reads page after page, checking what holds for every page. */
    protected static final class Walk {

        private final ReplayStore store;
        private final PageLimits limits;
        private final RecordFilter filter;
        private final List<Page> pages = new ArrayList<>();
        private final List<Gap> gaps = new ArrayList<>();
        private Cursor cursor;
        private int turn;

        Walk(ReplayStore store, Cursor from, PageLimits limits, RecordFilter filter) {
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
            Page page = (Page) await(store.read(new ReadRequest(cursor, limits, filter, turn)));
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

        List<StoredRecord> all() {
            return pages.stream().flatMap(page -> page.records().stream()).toList();
        }

        List<StoredRecord> records(int partition) {
            return all().stream()
                    .filter(record -> record.partition() == partition)
                    .toList();
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

    protected static Duration forever() {
        return Duration.ofDays(365);
    }
}
