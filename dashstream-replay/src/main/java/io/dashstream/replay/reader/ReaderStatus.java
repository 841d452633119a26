package io.dashstream.replay.reader;

import java.util.Optional;

/**
 * What a reader is doing.
 *
 * @param phase where it is in its life
 * @param detail what an operator should know of it: which topic is missing, what failed, which partitions do not answer
 */
public record ReaderStatus(Phase phase, Optional<String> detail) {

    /** Where a reader is in its life. */
    public enum Phase {
        /** Not started yet. */
        NEW,
        /** Asking the cluster which topic this is. */
        CONNECTING,
        /** The topic does not exist. The reader never creates it and goes on asking. */
        TOPIC_MISSING,
        /** Reading what was there when it started. */
        CATCHING_UP,
        /** Everything that was there at the start is read; an idle topic stays here. */
        LIVE,
        /**
         * The cluster did not say, when it was asked last, whether the topic is still the same. What it gives is read all
         * the same.
         */
        UNVERIFIED,
        /** The cluster or the store can't be reached or refuses; the reader goes on trying. */
        FAILING,
        /** Closed. */
        CLOSED
    }
}
