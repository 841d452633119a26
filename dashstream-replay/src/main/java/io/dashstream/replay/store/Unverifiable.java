package io.dashstream.replay.store;

/**
 * Whether what the cursor has behind it is still what the log holds can't be known: it was written under leader epochs
 * that are older than what the store knows, and were cut or trimmed since. Nobody may go on from there without being
 * told.
 *
 * @param partition the partition's number
 */
public record Unverifiable(int partition) implements ReadResult {}
