package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.testing.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ReplayStore} has to do, whatever it is made of and however tiers are stacked. One subclass per store
 * runs all of it; S1 to S9 are the promises of {@link ReplayStore}.
 */
public abstract class ReplayStoreContract extends TruncationContract {

    @Test
    @DisplayName("S5: what was read once is read again the same, whatever was appended meanwhile")
    void recordsNeverChange() {
        Property.check("records never change", cases(), (random, size) -> {
            SourceLog log = randomLog(random, 3, size);
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
            SourceLog log = randomLog(random, 3, 3 * size);
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
            SourceLog log = randomLog(random, random.nextInt(1, 4), size);
            ReplayStore store = newStore();
            open(store, log);
            Map<Integer, List<Gap>> lost = new HashMap<>();
            for (PartitionBatch batch : shuffledByPartition(random, log)) {
                if (random.nextInt(3) > 0) {
                    appendAnnouncingLoss(store, batch, lost);
                }
            }
            PageWalk walk = walk(store, start(log), limits(random), RecordFilter.everything());
            walk.assertCovers(start(log), bounds(store));
            for (int partition : log.partitions()) {
                List<Gap> announced = lost.getOrDefault(partition, List.of());
                assertThat(walk.gaps(partition)).isEqualTo(announced);
                long next = bounds(store).get(partition).next();
                assertThat(walk.records(partition)).isEqualTo(recordsOutside(announced, log, partition, next));
            }
        });
    }

    @Test
    @DisplayName("S7: what retention takes while a client reads is in its gaps, exactly (RE-04, RE-16)")
    void retentionUnderAReaderIsAnExactGap() {
        Property.check("retention under a reader", cases(), (random, size) -> {
            SourceLog log = randomLog(random, random.nextInt(1, 4), 4 * size);
            ReplayStore store = newStoreThatKeeps(2 * size);
            open(store, log);
            PageWalk walk = new PageWalk(store, start(log), limits(random), RecordFilter.everything());
            for (PartitionBatch batch : shuffledByPartition(random, log)) {
                append(store, batch);
                if (random.nextInt(5) == 0) {
                    walk.step();
                }
            }
            walk.toEnd();
            walk.assertCovers(start(log), bounds(store));
            for (int partition : log.partitions()) {
                assertThat(walk.records(partition))
                        .isEqualTo(recordsOutside(walk.gaps(partition), log, partition, log.end(partition)));
                assertThat(walk.gaps(partition)).allMatch(gap -> gap.reason() == GapReason.RETENTION);
            }
        });
    }

    private static List<StoredRecord> recordsOutside(List<Gap> gaps, SourceLog log, int partition, long to) {
        return log.records(partition, log.begin(partition), to).stream()
                .filter(record ->
                        gaps.stream().noneMatch(gap -> gap.from() <= record.offset() && record.offset() < gap.to()))
                .toList();
    }

    @Test
    @DisplayName("S8: two writers with repeats and crashes give the content of one")
    void appendingIsIdempotent() {
        Property.check("idempotent", cases(), (random, size) -> {
            SourceLog log = randomLog(random, random.nextInt(1, 4), size);
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
            PageWalk walk = walk(store, start(log), LARGE, RecordFilter.everything());
            assertThat(walk.gaps()).isEmpty();
            for (int partition : log.partitions()) {
                assertThat(walk.records(partition))
                        .containsExactlyElementsOf(log.records(partition, log.begin(partition), log.end(partition)));
            }
        });
    }

    @Test
    @DisplayName("S8: a batch behind a hole is refused, with where to go on")
    void aHoleIsRefused() {
        SourceLog log = logOf(1);
        log.add(0, 5, 4);
        ReplayStore store = newStore();
        open(store, log);
        append(store, log.batch(0, 0, 2));
        assertThat(append(store, log.batch(0, 3, 6))).isEqualTo(new AppendResult.Hole(2));
        assertThat(walk(store, start(log), LARGE, RecordFilter.everything()).records(0))
                .hasSize(1);
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
        PageWalk walk =
                new PageWalk(store, Cursor.of(NEXT_EPOCH, Map.of(0, Position.at(0))), LARGE, RecordFilter.everything());
        walk.toEnd();
        assertThat(walk.all()).isEmpty();
        assertThat(bounds(store)).containsOnlyKeys(0);
    }

    @Test
    @DisplayName("opening the same epoch again keeps everything and says where to go on")
    void openingAgainKeepsEverything() {
        SourceLog log = randomLog(new SplittableRandom(7), 3, 50);
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

    /** Where logs with large offsets begin. */
    protected List<Long> largeOffsets() {
        return List.of((1L << 53) - 2, Long.MAX_VALUE - 6);
    }

    @Test
    @DisplayName("B3: it is known how often the end of a partition's log was heard, also when it has not moved")
    void endsHeardAreCounted() {
        ReplayStore store = newStore();
        store.announceEnds(EPOCH, Map.of(0, new LogEnd(12, OptionalInt.of(4))));
        assertThat(store.endsHeard(0)).as("no epoch is open yet").isZero();
        LogExtent extent = new LogExtent(0, new LogEnd(10, OptionalInt.of(3)));
        store.open(EPOCH, Map.of(0, extent, 1, extent));
        store.announceEnds(EPOCH, Map.of(0, new LogEnd(12, OptionalInt.of(4))));
        store.announceEnds(EPOCH, Map.of(0, new LogEnd(12, OptionalInt.of(4))));
        store.announceEnds(NEXT_EPOCH, Map.of(1, new LogEnd(12, OptionalInt.of(4))));
        assertThat(store.endsHeard(0)).isEqualTo(2);
        assertThat(store.endsHeard(1)).as("of another epoch").isZero();
    }

    @Test
    @DisplayName("CO-02: offsets around 2^53 and below 2^63-1 are kept and read to the digit, and stay in order")
    void offsetsAreExact() {
        for (long begin : largeOffsets()) {
            SourceLog log = new SourceLog(1, begin);
            for (int i = 0; i < 5; i++) {
                log.add(0, begin + i, 10 + i);
            }
            ReplayStore store = filled(log);
            for (int skipped = 0; skipped < 5; skipped++) {
                PageWalk walk = walk(store, at(begin + skipped), new PageLimits(2, 1 << 20), RecordFilter.everything());
                assertThat(walk.all()).containsExactlyElementsOf(log.records(0, begin + skipped, begin + 5));
                assertThat(walk.cursor().next(0)).isEqualTo(begin + 5);
                assertThat(walk.gaps()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("seeking by time and by thread finds what a scan of the log finds (RE-11)")
    protected void seekFindsWhatAScanFinds() {
        Property.check("seek", cases(), (random, size) -> {
            SourceLog log = randomLog(random, random.nextInt(1, 4), size);
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
    @DisplayName(
            "a whole state that stands only in a record that mixes threads is the base of that thread, and of no other")
    void aBaseInAMixedRecordIsFound() {
        ThreadKey whole = SourceLog.thread(0);
        ThreadKey other = SourceLog.thread(1);
        ReplayStore store = newStore();
        open(store, new SourceLog(1, 0));
        RecordLabel change = new RecordLabel(Set.of(whole, other), StateRole.CHANGE, Readability.READABLE);
        RecordLabel base = new RecordLabel(Set.of(whole, other), StateRole.BASE, Readability.READABLE, Set.of(whole));
        append(
                store,
                new PartitionBatch.Consumed(
                        0,
                        0,
                        4,
                        List.of(labelled(0, change), labelled(1, base), labelled(2, base), labelled(3, change))));
        assertThat(located(store, new SeekTarget.NewestBase(whole))).containsExactly(Map.entry(0, 2L));
        assertThat(located(store, new SeekTarget.NewestBase(other)))
                .as("it has none: its first record")
                .containsExactly(Map.entry(0, 0L));
        assertThat(page(store, at(0), LARGE).records().get(1).label()).isEqualTo(base);
    }

    private static StoredRecord labelled(long offset, RecordLabel label) {
        return StoredRecord.wrap(0, offset, 0, offset, label, new byte[] {(byte) offset});
    }

    @Test
    @DisplayName("the signal is raised after what was appended can be read (RE-23)")
    void theSignalComesAfterTheRecords() {
        SourceLog log = logOf(1);
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
    @DisplayName(
            "an append that changes nothing wakes nobody: the reader asks once a second what the store has (RE-23)")
    void anAppendThatChangesNothingWakesNobody() {
        SourceLog log = logOf(1);
        ReplayStore store = newStore();
        open(store, log);
        append(store, log.batch(0, 0, 1));
        long before = store.appended().version();
        append(store, new PartitionBatch.Consumed(0, 1, 1, List.of()));
        assertThat(store.appended().version()).isEqualTo(before);
        append(store, new PartitionBatch.Consumed(0, 1, 2, List.of()));
        assertThat(store.appended().version()).isGreaterThan(before);
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
        SourceLog log = logOf(1);
        StoredRecord record = walk(filled(log), start(log), LARGE, RecordFilter.everything())
                .all()
                .get(0);
        assertThat(record.value().isReadOnly()).isTrue();
        record.copyOfValue()[0] = 99;
        assertThat(record).isEqualTo(log.records(0, 0, 1).iterator().next());
    }
}
