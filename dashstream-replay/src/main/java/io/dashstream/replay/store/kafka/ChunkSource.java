package io.dashstream.replay.store.kafka;

import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Coverage;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.PartitionSource;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What of one partition is at hand for a page: chunk after chunk, from the position asked for. */
final class ChunkSource implements PartitionSource {

    /** How many chunks of a partition are asked for at once, at most. */
    private static final int CHUNKS_AT_ONCE = 8;

    private final Epoch epoch;
    private final Ledger ledger;
    private final Position asked;
    private final RecordFilter filter;
    private final Chunks chunks;
    private final List<Gap> gaps;
    private final long stop;
    private final Deque<StoredRecord> records = new ArrayDeque<>();
    private long at;
    private long bytes;

    ChunkSource(Epoch epoch, Ledger ledger, Position asked, RecordFilter filter, Chunks chunks) {
        this.epoch = epoch;
        this.ledger = ledger;
        this.asked = asked;
        this.filter = filter;
        this.chunks = chunks;
        Coverage.Stretch stretch = ledger.coverage().at(asked.next());
        this.gaps = stretch.gaps();
        this.at = stretch.start();
        this.stop = stretch.stop();
    }

    /** Whether there is more in Kafka than is at hand. */
    boolean isHungry() {
        return at < stop;
    }

    /** Whether the page goes on elsewhere than it was asked for. */
    boolean hasMoved() {
        return resumeAt().next() > asked.next();
    }

    int available() {
        return records.size();
    }

    long availableBytes() {
        return bytes;
    }

    /** The chunks that hold about so many records more, if there were no holes, and the offset wanted of each. */
    Map<ChunkKey, Long> missing(int more) {
        Map<ChunkKey, Long> keys = new HashMap<>();
        long end = more > stop - at ? stop : at + more;
        for (long offset = at; offset < end && keys.size() < CHUNKS_AT_ONCE; offset = Chunk.alignedEnd(offset)) {
            keys.put(chunks.keyAt(epoch, ledger, offset), offset);
        }
        return keys;
    }

    /** Takes of the chunks what goes on where this one ends. */
    void feed(Map<ChunkKey, Chunk> got) {
        while (isHungry()) {
            Chunk chunk = got.get(chunks.keyAt(epoch, ledger, at));
            if (chunk == null || chunk.from() > at || chunk.to() <= at) {
                return;
            }
            for (StoredRecord record : chunk.records()) {
                if (record.offset() >= at && record.offset() < stop && filter.accepts(record.label())) {
                    records.add(record);
                    bytes += record.size();
                }
            }
            at = Math.min(stop, chunk.to());
        }
    }

    @Override
    public int partition() {
        return ledger.partition();
    }

    @Override
    public List<Gap> gaps() {
        return gaps;
    }

    @Override
    public boolean hasNext() {
        return !records.isEmpty();
    }

    @Override
    public StoredRecord peek() {
        return records.element();
    }

    @Override
    public void take() {
        records.remove();
    }

    @Override
    public Position resumeAt() {
        return ledger.bounds().reached(asked, hasNext() ? peek().offset() : at);
    }
}
