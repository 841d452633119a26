package io.dashstream.replay.store.memory;

import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.Lineage;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * One partition's log: written by one thread at a time, which the store sees to, and read by any number through views.
 */
final class PartitionLog {

    /** When a chunk is closed: by records, by bytes, by age; a store drops whole chunks only. */
    record ChunkLimits(int records, long bytes, long nanos) {}

    private final int partition;
    private final ChunkLimits limits;
    private volatile LogView view;
    private long records;
    private long bytes;
    /** How many of the view's chunks, the oldest, are dropped but still shown. */
    private int dropped;

    PartitionLog(int partition, long start, ChunkLimits limits) {
        this.partition = partition;
        this.limits = limits;
        this.view = new LogView(List.of(), 0, start, start, start, List.of(), Lineage.EMPTY);
    }

    LogView view() {
        return view;
    }

    long records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    AppendResult append(PartitionBatch batch, long now) {
        if (batch instanceof PartitionBatch.Consumed consumed) {
            return consumed(consumed, now);
        }
        if (batch instanceof PartitionBatch.Lost lost) {
            return lost(lost);
        }
        return truncated((PartitionBatch.Truncated) batch, now);
    }

    void announceEnd(LogEnd end) {
        LogView old = view;
        Lineage lineage = old.lineage().seen(end);
        if (end.offset() > old.end() || !lineage.equals(old.lineage())) {
            view = new LogView(
                    old.chunks(),
                    old.lastUsed(),
                    old.floor(),
                    old.next(),
                    Math.max(old.end(), end.offset()),
                    old.lost(),
                    lineage);
        }
    }

    /** When the oldest chunk was last written to. */
    long oldestAppendedAt() {
        return oldest().lastAppendedAt();
    }

    boolean hasChunks() {
        return dropped < view.chunks().size();
    }

    /** Drops a chunk, as soon as {@link #publishDropped()} is called: one copy of the list for all that go at once. */
    void dropOldest() {
        records -= oldest().used();
        bytes -= oldest().bytes();
        dropped++;
    }

    private Chunk oldest() {
        return view.chunks().get(dropped);
    }

    /** Shows readers what is left. To be called before anything else is written. */
    void publishDropped() {
        if (dropped == 0) {
            return;
        }
        LogView old = view;
        List<Chunk> left =
                List.copyOf(old.chunks().subList(dropped, old.chunks().size()));
        dropped = 0;
        long floor = left.isEmpty() ? old.next() : left.get(0).from();
        List<Gap> lost = old.lost().stream().filter(range -> range.to() > floor).toList();
        view = new LogView(
                left,
                left.isEmpty() ? 0 : old.lastUsed(),
                floor,
                old.next(),
                old.end(),
                lost,
                old.lineage().trimmedTo(floor));
    }

    private AppendResult consumed(PartitionBatch.Consumed batch, long now) {
        LogView old = view;
        if (batch.from() > old.next()) {
            return new AppendResult.Hole(old.next());
        }
        if (batch.to() <= old.next()) {
            return new AppendResult.Accepted(old.next(), 0);
        }
        Tail tail = new Tail(old, now);
        Lineage lineage = old.lineage();
        int added = 0;
        for (StoredRecord record : batch.records()) {
            if (record.offset() >= old.next()) {
                tail.add(record);
                lineage = lineage.with(record.leaderEpoch(), record.offset());
                added++;
            }
        }
        view = new LogView(
                tail.chunks(),
                tail.lastUsed(),
                old.floor(),
                batch.to(),
                Math.max(old.end(), batch.to()),
                old.lost(),
                lineage);
        return new AppendResult.Accepted(batch.to(), added);
    }

    private AppendResult lost(PartitionBatch.Lost range) {
        LogView old = view;
        if (range.from() > old.next()) {
            return new AppendResult.Hole(old.next());
        }
        if (range.to() <= old.next()) {
            return new AppendResult.Accepted(old.next(), 0);
        }
        List<Gap> lost = new ArrayList<>(old.lost());
        lost.add(new Gap(partition, old.next(), range.to(), range.reason()));
        view = new LogView(
                old.chunks(),
                old.lastUsed(),
                old.floor(),
                range.to(),
                Math.max(old.end(), range.to()),
                List.copyOf(lost),
                old.lineage());
        return new AppendResult.Accepted(range.to(), 0);
    }

    private AppendResult truncated(PartitionBatch.Truncated cut, long now) {
        LogView old = view;
        long end = Math.min(cut.end(), old.next());
        List<Chunk> left = new ArrayList<>();
        records = 0;
        bytes = 0;
        for (Chunk chunk : old.chunks()) {
            if (chunk.from() < end) {
                Chunk kept = chunk.cutAt(end, now);
                left.add(kept);
                records += kept.used();
                bytes += kept.bytes();
            }
        }
        List<Gap> lost = old.lost().stream()
                .filter(range -> range.from() < end)
                .map(range -> new Gap(partition, range.from(), Math.min(range.to(), end), range.reason()))
                .toList();
        view = new LogView(
                List.copyOf(left),
                left.isEmpty() ? 0 : left.get(left.size() - 1).used(),
                Math.min(old.floor(), end),
                end,
                end,
                lost,
                old.lineage().cutAt(end, cut.leaderEpoch()));
        return new AppendResult.Accepted(end, 0);
    }

    /** The chunks while a batch is being added; the list is copied only when a chunk is closed. */
    private final class Tail {

        private final long now;
        private final long from;
        private List<Chunk> chunks;
        private boolean copied;

        Tail(LogView old, long now) {
            this.chunks = old.chunks();
            this.from = old.next();
            this.now = now;
        }

        void add(StoredRecord record) {
            if (chunks.isEmpty() || isClosed(last())) {
                open(chunks.isEmpty() ? from : record.offset());
            }
            last().add(record, now);
            records++;
            bytes += record.size();
        }

        List<Chunk> chunks() {
            return copied ? List.copyOf(chunks) : chunks;
        }

        int lastUsed() {
            return chunks.isEmpty() ? 0 : last().used();
        }

        private boolean isClosed(Chunk chunk) {
            return chunk.isFull() || chunk.bytes() >= limits.bytes() || now - chunk.openedAt() >= limits.nanos();
        }

        private void open(long start) {
            if (!copied) {
                chunks = new ArrayList<>(chunks);
                copied = true;
            }
            chunks.add(new Chunk(limits.records(), start, now));
        }

        private Chunk last() {
            return chunks.get(chunks.size() - 1);
        }
    }
}
