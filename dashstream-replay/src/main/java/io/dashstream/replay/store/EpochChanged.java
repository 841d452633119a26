package io.dashstream.replay.store;

import io.dashstream.replay.epoch.Epoch;

/**
 * The store is at another epoch than the one asked for.
 *
 * @param current the store's epoch
 */
public record EpochChanged(Epoch current) implements ReadResult, SeekResult {}
