package io.dashstream.replay.store;

/**
 * The log was cut and rewritten below the cursor: what the cursor has seen from {@code end} on is no longer in the log.
 *
 * @param partition the partition's number
 * @param end where the histories part: the first offset that may hold another record now
 */
public record LogTruncated(int partition, long end) implements ReadResult {}
