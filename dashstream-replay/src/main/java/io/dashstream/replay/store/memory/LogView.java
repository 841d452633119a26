package io.dashstream.replay.store.memory;

import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.Lineage;
import io.dashstream.replay.store.PartitionBounds;
import java.util.List;

/**
 * A partition's log as it was at one moment. The writer publishes a new view per batch with one volatile write; whoever
 * holds a view reads a consistent log from it, without locks, for as long as it likes.
 *
 * @param chunks the chunks, oldest first
 * @param lastUsed how many records of the last chunk belong to this view; of all others, all
 * @param floor the lowest offset that is answered for
 * @param next the first offset that is not covered yet
 * @param end how far the log is known to reach
 * @param lost ranges between floor and next that nobody can serve, ascending
 * @param lineage under which leader epochs the log was written
 */
record LogView(List<Chunk> chunks, int lastUsed, long floor, long next, long end, List<Gap> lost, Lineage lineage) {

    PartitionBounds bounds() {
        return new PartitionBounds(floor, next, Math.max(next, end), lineage);
    }

    int used(int chunk) {
        return chunk == chunks.size() - 1 ? lastUsed : chunks.get(chunk).used();
    }

    /** The index of the chunk that covers an offset, or 0 if none does. */
    int chunkOf(long offset) {
        int low = 0;
        int high = chunks.size();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (chunks.get(middle).from() <= offset) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
