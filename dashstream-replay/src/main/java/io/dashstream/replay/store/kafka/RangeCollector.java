package io.dashstream.replay.store.kafka;

import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the chunks of some ranges of one partition out of what a consumer gives: records in order, and how far it has
 * come, which is further than the last record where the log has a hole.
 */
final class RangeCollector {

    private final int maxBytes;
    private final Deque<ChunkRange> ranges = new ArrayDeque<>();
    private final Map<ChunkRange, Chunk> chunks = new HashMap<>();
    private List<StoredRecord> records = new ArrayList<>();
    private long from;
    private long bytes;
    private boolean mustSeek = true;

    RangeCollector(List<ChunkRange> wanted, int maxBytes) {
        this.maxBytes = maxBytes;
        wanted.stream().sorted(Comparator.comparingLong(ChunkRange::from)).forEach(ranges::add);
        begin();
    }

    boolean isDone() {
        return ranges.isEmpty();
    }

    Map<ChunkRange, Chunk> chunks() {
        return chunks;
    }

    /** Where the consumer has to go, if it has to; asked once. */
    boolean takeSeek() {
        boolean must = mustSeek && !isDone();
        mustSeek = false;
        return must;
    }

    /** The first offset of the range that is being read. */
    long from() {
        return from;
    }

    /** Takes the next record, unless the consumer has to be moved first. */
    void take(StoredRecord record) {
        reached(record.offset());
        ChunkRange range = ranges.peek();
        if (range == null || mustSeek || record.offset() < from) {
            return;
        }
        records.add(record);
        bytes += record.size();
        if (bytes >= maxBytes && record.offset() + 1 < range.until()) {
            finish(record.offset() + 1, true);
            // Whoever wants what is behind asks again: this much memory is enough for one read.
            ranges.clear();
        }
    }

    /** Everything below the offset has been seen. */
    void reached(long offset) {
        ChunkRange range = ranges.peek();
        while (range != null && !mustSeek && offset >= range.until()) {
            finish(offset, offset >= Chunk.alignedEnd(range.from()));
            range = ranges.peek();
            // The hole may end in the range after this one, or behind it; else the consumer is before it or beyond it.
            mustSeek = range != null && range.from() > offset;
        }
    }

    /** The log begins later. */
    void beginsAt(long begin) {
        while (!ranges.isEmpty() && ranges.element().until() <= begin) {
            ranges.remove();
        }
        begin();
        from = Math.max(from, begin);
    }

    private void finish(long to, boolean settled) {
        chunks.put(ranges.remove(), new Chunk(from, to, records, settled));
        begin();
        mustSeek = false;
    }

    private void begin() {
        @Nullable ChunkRange range = ranges.peek();
        from = range == null ? 0 : range.from();
        records = new ArrayList<>();
        bytes = 0;
        mustSeek = true;
    }
}
