package io.dashstream.replay.reader;

/** What becomes of a record that can't be read as a message, whatever is wrong with it. */
public enum PoisonPolicy {
    /** It is stored and delivered as the bytes that it is, flagged and counted, and reading goes on behind it. */
    SKIP,
    /**
     * Its partition stops in front of it until somebody lets it pass, or the reader is started with another policy.
     * Other partitions go on.
     */
    PAUSE
}
