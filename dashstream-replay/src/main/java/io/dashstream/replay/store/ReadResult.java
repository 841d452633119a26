package io.dashstream.replay.store;

/**
 * What a read came to. A read that failed is {@link Unavailable}, never an empty {@link Page}: an empty page says that
 * there is nothing to read.
 */
public sealed interface ReadResult permits Page, EpochChanged, LogTruncated, Unverifiable, Unavailable {}
