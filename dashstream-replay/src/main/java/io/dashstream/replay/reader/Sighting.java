package io.dashstream.replay.reader;

import io.dashstream.replay.kafka.TopicIdentity;
import io.dashstream.replay.store.LogEnd;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What a look at the topic showed. */
sealed interface Sighting {

    /**
     * Where a partition begins and ends in Kafka.
     *
     * @param begin the oldest offset that Kafka keeps
     * @param last the end of what may be read, open transactions are behind it; and the leader epoch of that moment
     */
    record Extent(long begin, LogEnd last) {

        Extent(long begin, long end) {
            this(begin, LogEnd.at(end));
        }

        long end() {
            return last.offset();
        }
    }

    /**
     * The topic is there.
     *
     * @param identity which one it is
     * @param partitions its partitions, as far as they answered
     * @param silent those that did not, and why: nothing is known of where they are now
     * @param lookedAt when the look began: the answer is not older
     */
    record Present(
            TopicIdentity identity,
            SortedMap<Integer, Extent> partitions,
            SortedMap<Integer, String> silent,
            long lookedAt)
            implements Sighting {

        private static final int NAMED = 5;

        /** For an operator: which partitions did not answer, if any. */
        Optional<String> silence() {
            if (silent.isEmpty()) {
                return Optional.empty();
            }
            String named =
                    silent.keySet().stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
            String more = silent.size() > NAMED ? " and " + (silent.size() - NAMED) + " more" : "";
            return Optional.of("without an answer from " + silent.size() + " of " + (partitions.size() + silent.size())
                    + " partitions: " + named + more + "; of partition " + silent.firstKey() + ": "
                    + silent.get(silent.firstKey()));
        }
    }

    /** No topic has this name. */
    record Missing() implements Sighting {}

    /** The cluster did not say; nothing is known. */
    record Failed(String reason) implements Sighting {}
}
