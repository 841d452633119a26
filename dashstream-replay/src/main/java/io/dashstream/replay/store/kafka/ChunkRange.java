package io.dashstream.replay.store.kafka;

/**
 * A piece of the log to read.
 *
 * @param partition the partition's number
 * @param from its first offset
 * @param until the first offset that need not be read: the range is known to be in the log up to here
 */
record ChunkRange(int partition, long from, long until) {}
