package io.dashstream.replay.reader;

/** Where a reader begins in a topic that its store holds nothing of. */
public enum StartPosition {
    /** At the oldest record that Kafka keeps. */
    EARLIEST,
    /**
     * At the end: only what is produced from now on; older records are not read back from Kafka either. A partition that
     * does not answer at the start is read from its beginning when it does, as nobody knows where it ended.
     */
    LATEST
}
