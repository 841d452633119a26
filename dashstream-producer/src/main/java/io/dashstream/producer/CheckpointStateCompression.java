package io.dashstream.producer;

/** How the state inside a checkpoint is written; the record around it is compressed in any case, if that makes it smaller. */
public enum CheckpointStateCompression {
    /** Plain JSON: every reader can read it, web clients included. */
    NONE,
    /** A zstd frame, which {@code compression_info} describes: for readers that store checkpoints as they come. */
    ZSTD
}
