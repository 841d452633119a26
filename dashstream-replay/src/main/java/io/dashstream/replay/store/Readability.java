package io.dashstream.replay.store;

/**
 * Whether a record's value could be read as a DashStream message. A value that could not is kept and delivered as the
 * bytes that it is, carrying this flag, and counted: it never blocks its partition and never disappears.
 */
public enum Readability {
    /** The value is a message of a schema version that this library knows. */
    READABLE,
    /** The record has no value (a tombstone). */
    NO_VALUE,
    /** The value is larger than the decoder's limit, compressed or not. */
    OVERSIZED,
    /** The message is of a newer schema version, which is not guessed at. */
    NEWER_SCHEMA,
    /** The value is not a message: wrong first byte, broken compression, broken protobuf. */
    UNDECODABLE
}
