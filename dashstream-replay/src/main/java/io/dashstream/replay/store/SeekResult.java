package io.dashstream.replay.store;

/** Where a {@link SeekTarget} is in the log, or why that can't be told. */
public sealed interface SeekResult permits Located, EpochChanged, Unavailable {}
