package io.dashstream.replay.reader;

import java.util.Optional;

/**
 * Looks again and again which topic the name stands for, and where it begins and ends.
 *
 * <p>It has to be asked for: a consumer does not tell that its topic was deleted and created again. If the new log has
 * grown past the consumer's position, {@code poll} just returns the new topic's records. Used by the reader's thread only.
 */
interface TopicWatch extends AutoCloseable {

    /** Lets a look begin as soon as the one under way is over, because something is suspicious. */
    void lookSoon();

    /** Begins a look if one is due, and gives what a finished one showed, once. Never waits. */
    Optional<Sighting> poll();

    @Override
    void close();
}
