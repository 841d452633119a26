package io.dashstream.replay.store;

import io.dashstream.replay.epoch.Epoch;

/** What became of one {@link PartitionBatch}. */
public sealed interface AppendResult {

    /**
     * The store now covers the partition up to {@code next}. A batch that it had already is accepted with 0 added.
     *
     * @param next the next offset that the store waits for
     * @param added how many records were new
     */
    record Accepted(long next, int added) implements AppendResult {}

    /**
     * The batch begins behind what the store has; nothing was taken. The reader goes back to {@code next}, or says
     * that the range between is lost.
     *
     * @param next the next offset that the store waits for
     */
    record Hole(long next) implements AppendResult {}

    /**
     * The store is at another epoch; nothing was taken.
     *
     * @param current the store's epoch
     */
    record Fenced(Epoch current) implements AppendResult {}

    /**
     * The store could not take the batch now; what it has is unknown until it answers again.
     *
     * @param reason what happened
     */
    record Failed(String reason) implements AppendResult {}
}
