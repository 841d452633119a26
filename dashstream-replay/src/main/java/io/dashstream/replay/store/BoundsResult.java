package io.dashstream.replay.store;

/** Where the store begins and ends, or that it can't tell. */
public sealed interface BoundsResult permits StoreBounds, Unavailable {}
