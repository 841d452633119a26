package io.dashstream.replay.store.kafka;

import io.dashstream.replay.epoch.Epoch;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The log to read back from. Every answer says which log it is of, found out after the answer was there: whatever was
 * read before a look that shows a log is of that log, as an identity never comes back once it was replaced.
 */
interface ColdLog extends AutoCloseable {

    /** What a fetch came to. */
    sealed interface Fetched {

        /**
         * Chunks of the log.
         *
         * @param log the log they are of
         * @param chunks what was read; a range that is gone, or behind a large one, is not in it
         * @param begins the oldest offset of partitions where it was found to be above a range's first
         */
        record Chunks(Epoch log, Map<ChunkRange, Chunk> chunks, Map<Integer, Long> begins) implements Fetched {}

        /** Too many reads are waiting. */
        record Busy(String reason) implements Fetched {}

        /** Kafka does not answer, so it was not asked. */
        record Refused(String reason) implements Fetched {}

        /** Nothing is known. */
        record Failed(String reason) implements Fetched {}
    }

    /**
     * Offsets of partitions.
     *
     * @param log the log they are of
     * @param offsets the offsets, -1 where there is none
     */
    record Offsets(Epoch log, Map<Integer, Long> offsets) {}

    /** Reads ranges; completes normally always. */
    CompletableFuture<Fetched> fetch(List<ChunkRange> ranges);

    /** The oldest offset of each partition; fails if there is no answer. */
    CompletableFuture<Offsets> begins(Collection<Integer> partitions);

    /** The first offset of each partition whose timestamp is not older; fails if there is no answer. */
    CompletableFuture<Offsets> notOlder(Collection<Integer> partitions, long epochMillis);

    /** Whether what is asked reaches Kafka, or is refused as it does not answer. */
    default boolean isAnswering() {
        return true;
    }

    @Override
    void close();
}
