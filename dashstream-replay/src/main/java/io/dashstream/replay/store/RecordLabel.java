package io.dashstream.replay.store;

import io.dashstream.core.run.ThreadKey;
import java.util.Set;

/**
 * What a store and its filters need to know of a record without decoding it. Labels repeat, so whoever makes them
 * shares one instance among all equal records. Immutable.
 *
 * @param threads the threads that the record's messages belong to: one, more for a batch that mixes threads, none for
 *     a value that can't be read
 * @param role what the record does to the state of its run
 * @param readability whether the value could be read
 */
public record RecordLabel(Set<ThreadKey> threads, StateRole role, Readability readability) {

    /**
     * Takes the parts.
     *
     * @param threads the threads that the record's messages belong to
     * @param role what the record does to the state of its run
     * @param readability whether the value could be read
     */
    public RecordLabel {
        threads = Set.copyOf(threads);
    }

    /**
     * The label of a value that can't be read.
     *
     * @param readability why not
     * @return a label without threads
     */
    public static RecordLabel unreadable(Readability readability) {
        return new RecordLabel(Set.of(), StateRole.NONE, readability);
    }
}
