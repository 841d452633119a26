package io.dashstream.replay.reader;

import io.dashstream.replay.kafka.TopicIdentity;
import io.dashstream.replay.store.LogEnd;
import java.util.SortedMap;

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
     * @param partitions its partitions
     * @param lookedAt when the look began: the answer is not older
     */
    record Present(TopicIdentity identity, SortedMap<Integer, Extent> partitions, long lookedAt) implements Sighting {}

    /** No topic has this name. */
    record Missing() implements Sighting {}

    /** The cluster did not say; nothing is known. */
    record Failed(String reason) implements Sighting {}
}
