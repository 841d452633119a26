package io.dashstream.replay.store.kafka;

import io.dashstream.replay.epoch.Epoch;

/**
 * Names a chunk.
 *
 * @param epoch the incarnation of the log
 * @param partition the partition's number
 * @param cuts how often the partition's log had been cut and rewritten
 * @param from the chunk's first offset
 */
record ChunkKey(Epoch epoch, int partition, int cuts, long from) {}
