package io.dashstream.replay.store;

import java.util.Optional;
import java.util.Set;

/**
 * Which records a session may see. A cursor moves on over what its filter skips.
 *
 * <p>Narrowing is safe by construction: a record that mixes threads passes only if <em>all</em> of them do, and a value
 * that can't be read, whose thread nobody knows, passes only the filter for {@link #everything()}. Immutable.
 */
public final class RecordFilter {

    private static final RecordFilter EVERYTHING = new RecordFilter(Optional.empty(), Optional.empty());

    private final Optional<Set<ThreadKey>> threads;
    private final Optional<Set<String>> tenants;

    private RecordFilter(Optional<Set<ThreadKey>> threads, Optional<Set<String>> tenants) {
        this.threads = threads;
        this.tenants = tenants;
    }

    /**
     * Lets every record through.
     *
     * @return the filter
     */
    public static RecordFilter everything() {
        return EVERYTHING;
    }

    /**
     * Lets the records of some threads through.
     *
     * @param threads the threads
     * @return the filter
     */
    public static RecordFilter threads(Set<ThreadKey> threads) {
        return new RecordFilter(Optional.of(Set.copyOf(threads)), Optional.empty());
    }

    /**
     * Lets the records of some tenants through.
     *
     * @param tenants the tenants' ids
     * @return the filter
     */
    public static RecordFilter tenants(Set<String> tenants) {
        return new RecordFilter(Optional.empty(), Optional.of(Set.copyOf(tenants)));
    }

    /**
     * Whether a record passes.
     *
     * @param label the record's label
     * @return whether it passes
     */
    public boolean accepts(RecordLabel label) {
        if (threads.isEmpty() && tenants.isEmpty()) {
            return true;
        }
        return !label.threads().isEmpty() && label.threads().stream().allMatch(this::accepts);
    }

    /**
     * The only threads that can pass, for stores that keep an index by thread.
     *
     * @return the threads, or empty if the filter does not narrow to threads
     */
    public Optional<Set<ThreadKey>> onlyThreads() {
        return threads;
    }

    private boolean accepts(ThreadKey thread) {
        return threads.map(allowed -> allowed.contains(thread)).orElse(true)
                && tenants.map(allowed -> allowed.contains(thread.tenantId())).orElse(true);
    }
}
