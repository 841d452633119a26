package io.dashstream.replay.store.kafka;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dashstream.replay.epoch.Epoch;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Where chunks begin: at multiples of their length, and where one had to end early because its values are large. Those
 * places are remembered for longer than the chunks, so that all who read there go on reading the same. Thread-safe.
 */
final class ChunkGrid {

    private static final int REMEMBERED = 10_000;

    private final Cache<ChunkKey, NavigableSet<Long>> cuts =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** The chunk that holds an offset. */
    ChunkKey keyAt(Epoch epoch, Ledger ledger, long offset) {
        ChunkKey aligned = new ChunkKey(epoch, ledger.partition(), ledger.cuts(), Chunk.alignedStart(offset));
        NavigableSet<Long> known = cuts.getIfPresent(aligned);
        Long start = known == null ? null : known.floor(offset);
        return start == null ? aligned : new ChunkKey(epoch, ledger.partition(), ledger.cuts(), start);
    }

    /** A chunk has ended before the next multiple. */
    void endsAt(ChunkKey chunk, long to) {
        ChunkKey aligned =
                new ChunkKey(chunk.epoch(), chunk.partition(), chunk.cuts(), Chunk.alignedStart(chunk.from()));
        cuts.get(aligned, key -> new ConcurrentSkipListSet<>()).add(to);
    }
}
