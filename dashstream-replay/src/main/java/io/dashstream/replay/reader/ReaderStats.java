package io.dashstream.replay.reader;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Readability;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a reader has done so far. Every counter only grows, and every record read is in exactly one place of
 * {@code readability}.
 *
 * @param status what the reader is doing
 * @param epoch the incarnation of the log that is being read, once it is known
 * @param records records read and stored
 * @param bytes bytes of their values
 * @param readability records by whether they could be read as messages
 * @param gaps ranges that Kafka had dropped before the reader came to them
 * @param missingOffsets how many offsets these ranges hold in all: at most so many records are missing
 * @param truncations how often the log was cut below what was read already
 * @param epochs how many incarnations of the log were begun
 * @param looks how often the topic's identity was asked for
 * @param failedLooks how often there was no answer
 * @param appendFailures how often the store did not take what was read; it was read again
 * @param failures how often reading was interrupted by an error and begun again
 * @param positions the next offset of each partition
 * @param lag by how many offsets each partition is behind the end of the log; a partition whose end is not known, or not
 *     known freshly, is not in it: unknown is not 0
 * @param silent partitions that did not answer when the topic was looked at last; they are asked again
 * @param lagAge how long ago the ends of the log were last seen; empty while they never were
 * @param poison what became of records that can't be read
 */
public record ReaderStats(
        ReaderStatus status,
        Optional<Epoch> epoch,
        long records,
        long bytes,
        Map<Readability, Long> readability,
        long gaps,
        long missingOffsets,
        long truncations,
        long epochs,
        long looks,
        long failedLooks,
        long appendFailures,
        long failures,
        SortedMap<Integer, Long> positions,
        SortedMap<Integer, Long> lag,
        SortedSet<Integer> silent,
        Optional<Duration> lagAge,
        PoisonStats poison) {

    /**
     * How many records could not be read as messages, for whatever reason. They are stored and delivered as they are.
     *
     * @return 0 or more
     */
    public long unreadable() {
        return readability.entrySet().stream()
                .filter(entry -> entry.getKey() != Readability.READABLE)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
