package io.dashstream.replay.store;

/**
 * The store can't answer now. Nothing is known: asking again later is right, and taking it for "nothing there" is not.
 *
 * @param reason what happened, for logs and for operators
 */
public record Unavailable(String reason) implements ReadResult, BoundsResult, SeekResult {}
