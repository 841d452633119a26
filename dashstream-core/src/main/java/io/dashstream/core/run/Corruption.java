package io.dashstream.core.run;

/**
 * Why the state of a run is not known from some message on.
 *
 * @param sequence from which message on, an unsigned number; for a hole, the first missing message
 * @param reason what happened
 * @param error what exactly, for people; bounded
 */
public record Corruption(long sequence, Reason reason, String error) {

    /** What can take a state away: a closed set, fit for the label of a metric. */
    public enum Reason {
        /** Messages are missing, and one of them may have carried state. */
        SEQUENCE_HOLE,
        /** An operation or one of its values can't be read. */
        PATCH_UNREADABLE,
        /** An operation does not fit the state. */
        PATCH_FAILED,
        /** The rebuilt state has another hash than the producer's. */
        HASH_MISMATCH,
        /** The bytes of a checkpoint have another checksum than the producer's. */
        CHECKSUM_MISMATCH,
        /** An initial state, a full state or a checkpoint is not strict JSON. */
        STATE_UNREADABLE,
        /** A checkpoint is compressed in a way that the wire format does not offer for it. */
        UNSUPPORTED_COMPRESSION,
        /** A checkpoint says that its state lies elsewhere. */
        STATE_ELSEWHERE,
        /** A state is larger than the limit. */
        STATE_TOO_LARGE,
        /** A message of a newer schema version may have carried state. */
        NEWER_SCHEMA,
        /** A state message can't be told to be this run's or another's. */
        RUN_UNCLEAR,
        /** Reading the state failed in a way that nobody thought of. */
        UNEXPECTED
    }
}
