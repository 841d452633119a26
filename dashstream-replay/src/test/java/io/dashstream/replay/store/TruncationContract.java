package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link ReplayStore} says of a log that was cut and written anew from there, and what it can't say. */
public abstract class TruncationContract extends PagingContract {

    @Test
    @DisplayName("S6: a truncation is announced to cursors that had seen more, and to no others (RE-05)")
    void truncationIsAnnounced() {
        ReplayStore store = newStore();
        SourceLog log = logOf(10);
        open(store, log);
        append(store, log.batch(0, 0, 10));
        Cursor seenSix = page(store, at(0), new PageLimits(6, 1 << 20)).next();
        Cursor seenTen = page(store, at(0), LARGE).next();

        append(store, new PartitionBatch.Truncated(0, 8, 1));
        assertThat(bounds(store).get(0)).isEqualTo(new PartitionBounds(0, 8, 8, Lineage.parse("0:0 1:8")));
        assertThat(read(store, seenTen, LARGE)).isEqualTo(new LogTruncated(0, 8));
        assertThat(page(store, seenSix, LARGE).records()).hasSize(2);

        List<StoredRecord> rewritten = rewrite(store, 8, 12);
        assertThat(read(store, seenTen, LARGE)).isEqualTo(new LogTruncated(0, 8));
        assertThat(page(store, at(8), LARGE).records()).isEqualTo(rewritten);
        Cursor seenAll = page(store, seenSix, LARGE).next();
        assertThat(page(store, seenAll, LARGE).next()).isEqualTo(seenAll);
    }

    @Test
    @DisplayName("S6: a truncation is announced to a reader who has got nothing yet and named no leader epoch (RE-05)")
    void truncationIsAnnouncedToWhoHasReadNothing() {
        ReplayStore store = newStore();
        SourceLog log = logOf(10);
        open(store, log);
        append(store, log.batch(0, 0, 10));
        Position latest = bounds(store).get(0).position(10);
        Position waited = page(store, at(10), LARGE).next().position(0).orElseThrow();
        Position inTheMiddle = bounds(store).get(0).position(6);
        assertThat(List.of(latest, waited, inTheMiddle))
                .containsExactly(Position.after(10, 0), Position.after(10, 0), Position.after(6, 0));

        append(store, new PartitionBatch.Truncated(0, 4, 1));
        rewrite(store, 4, 12);
        for (Position position : List.of(latest, waited, inTheMiddle)) {
            assertThat(read(store, at(position), LARGE)).isEqualTo(new LogTruncated(0, 4));
        }
    }

    @Test
    @DisplayName("S6: a truncation is announced to who waits at the end of a log that was not read yet (RE-05)")
    void truncationIsAnnouncedToWhoIsAheadOfTheStore() {
        ReplayStore store = newStore();
        SourceLog log = logOf(4);
        store.open(EPOCH, Map.of(0, new LogExtent(0, new LogEnd(10, OptionalInt.of(3)))));
        Position latest = bounds(store).get(0).position(10);
        assertThat(latest).isEqualTo(Position.after(10, 3));
        store.announceEnds(EPOCH, Map.of(0, new LogEnd(12, OptionalInt.of(4))));
        Position later = bounds(store).get(0).position(12);
        assertThat(later).isEqualTo(Position.after(12, 4));

        append(store, log.batch(0, 0, 4));
        assertThat(page(store, at(later), LARGE).records()).isEmpty();
        append(store, new PartitionBatch.Truncated(0, 4, 5));
        for (Position position : List.of(latest, later)) {
            assertThat(read(store, at(position), LARGE)).isEqualTo(new LogTruncated(0, 4));
        }
    }

    @Test
    @DisplayName("S6: a position that is older than all that a store can know is not taken for right (RE-05)")
    void whatCantBeVerifiedIsSaid() {
        ReplayStore store = newStore();
        store.open(EPOCH, Map.of(0, new LogExtent(0, new LogEnd(10, OptionalInt.of(3)))));
        append(store, new PartitionBatch.Lost(0, 0, 10, GapReason.INGEST_GAP));
        assertThat(read(store, at(Position.after(10, 2)), LARGE)).isEqualTo(new Unverifiable(0));
        assertThat(page(store, at(Position.after(10, 3)), LARGE).gaps()).isEmpty();
    }

    @Test
    @DisplayName("S6: a position behind what the store has read carries no leader epoch before it gets there (RE-05)")
    void whatIsNotReadYetHasNoLeaderEpoch() {
        ReplayStore store = newStore();
        SourceLog log = logOf(1);
        store.open(EPOCH, Map.of(0, new LogExtent(0, 5)));
        append(store, log.batch(0, 0, 1));
        assertThat(bounds(store).get(0).position(5)).isEqualTo(Position.at(5));
        assertThat(page(store, at(5), LARGE).next()).isEqualTo(at(5));

        List<StoredRecord> later =
                List.of(StoredRecord.wrap(0, 3, 2, 0, RecordLabel.unreadable(Readability.UNDECODABLE), new byte[] {1}));
        append(store, new PartitionBatch.Consumed(0, 1, 5, later));
        assertThat(page(store, at(5), LARGE).next().position(0)).contains(Position.after(5, 2));
    }

    /** One partition with so many records from offset 0 on. */
    protected static SourceLog logOf(int records) {
        SourceLog log = new SourceLog(1, 0);
        for (int i = 0; i < records; i++) {
            log.add(0, i, 4);
        }
        return log;
    }

    /** What is written to the log after it was cut, under a newer leader epoch. */
    private List<StoredRecord> rewrite(ReplayStore store, long from, long to) {
        List<StoredRecord> rewritten = LongStream.range(from, to)
                .mapToObj(offset -> StoredRecord.wrap(
                        0, offset, 1, 0, RecordLabel.unreadable(Readability.UNDECODABLE), new byte[] {(byte) offset, 77
                        }))
                .toList();
        append(store, new PartitionBatch.Consumed(0, from, to, rewritten));
        return rewritten;
    }

    private static Cursor at(Position position) {
        return Cursor.of(EPOCH, Map.of(0, position));
    }
}
