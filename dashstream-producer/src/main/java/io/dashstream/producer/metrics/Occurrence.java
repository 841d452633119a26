package io.dashstream.producer.metrics;

/** What is counted without a label. */
public enum Occurrence {
    /** A full state was sent in place of a patch. */
    FALLBACK_FULL_STATE,
    /** A full state could not be encoded: that state is missing from the stream. */
    FULL_STATE_SERIALIZE_FAILURE,
    /** A checkpoint could not be encoded. */
    CHECKPOINT_SERIALIZE_FAILURE,
    /** A checkpoint went out uncompressed because compression failed. */
    CHECKPOINT_COMPRESSION_FAILURE,
    /** A record went out uncompressed because compression failed. */
    COMPRESSION_FAILURE,
    /** A value of a state stands there as a substitute. */
    STATE_VALUE_FALLBACK,
    /** A checkpoint was sent because receivers could not know the state. */
    RESYNC,
    /** Manifest, schema or initial state was left out of a GRAPH_START because the record would have been too large. */
    GRAPH_START_SHRUNK,
    /** A path that browsers refuse to apply was sent. */
    UNSAFE_PATH,
    /** A call into the producer failed inside; nothing was thrown at the caller. */
    INTERNAL_ERROR,
    /** The worker died and was started again. */
    WORKER_RESTART,
    /** Something was called on a run that had ended; nothing was sent. */
    CALL_AFTER_END,
    /** A run that nobody ended was ended as INCOMPLETE. */
    RUN_REAPED,
    /** The wall clock was set: times of day before and after do not compare, durations do. */
    CLOCK_STEP
}
