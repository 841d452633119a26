package io.dashstream.replay.store;

/** Why a range of the log will not be delivered. */
public enum GapReason {
    /** The range is older than what the store, or Kafka before it, keeps. */
    RETENTION,
    /** Kafka had already dropped the range when the reader came to it. */
    INGEST_GAP,
    /** The store lost the range without having been told to. */
    BUFFER_TRIM,
    /** The value of a record is larger than any that is sent. */
    OVERSIZED,
    /** The client chose to skip what its replay budget did not cover. */
    CAPPED
}
