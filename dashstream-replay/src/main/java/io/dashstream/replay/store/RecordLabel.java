package io.dashstream.replay.store;

import io.dashstream.core.run.ThreadKey;
import java.util.Set;

/**
 * What a store and its filters need to know of a record without decoding it. Labels repeat, so whoever makes them
 * shares one instance among all equal records. Immutable.
 *
 * @param threads the threads that the record's messages belong to: one, more for a batch that mixes threads, none for
 *     a value that can't be read
 * @param role what the record does to the state of its run; the most that it does to any, if it mixes threads
 * @param readability whether the value could be read
 * @param bases those of the threads whose state the record says whole
 */
public record RecordLabel(Set<ThreadKey> threads, StateRole role, Readability readability, Set<ThreadKey> bases) {

    /**
     * Takes the parts.
     *
     * @param threads the threads that the record's messages belong to
     * @param role what the record does to the state of its run
     * @param readability whether the value could be read
     * @param bases those of the threads whose state the record says whole
     */
    public RecordLabel {
        threads = Set.copyOf(threads);
        bases = Set.copyOf(bases);
    }

    /**
     * The label of a record that does the same to all of its threads.
     *
     * @param threads the threads that the record's messages belong to
     * @param role what the record does to the state of each
     * @param readability whether the value could be read
     */
    public RecordLabel(Set<ThreadKey> threads, StateRole role, Readability readability) {
        this(threads, role, readability, role == StateRole.BASE ? threads : Set.of());
    }

    /**
     * Whether rebuilding a thread's state can begin at the record.
     *
     * @param thread the thread
     * @return whether the record says the thread's state whole, whatever it does to others
     */
    public boolean isBaseOf(ThreadKey thread) {
        return bases.contains(thread);
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
