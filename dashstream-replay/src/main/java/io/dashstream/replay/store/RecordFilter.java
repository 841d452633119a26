package io.dashstream.replay.store;

import io.dashstream.core.run.ThreadKey;
import java.util.Optional;
import java.util.Set;

/**
 * Which records a session may see. A cursor moves on over what its filter skips.
 *
 * <p>Narrowing is safe by construction: a record that mixes threads passes only if <em>all</em> of them do, and a value
 * that can't be read, whose thread nobody knows, passes only the filter for {@link #everything()}. Immutable.
 */
public final class RecordFilter {

    /** How the threads of one record add up. */
    private enum Of {
        ALL,
        ANY
    }

    private static final RecordFilter EVERYTHING = new RecordFilter(Optional.empty(), Optional.empty(), Of.ALL);

    private final Optional<Set<ThreadKey>> threads;
    private final Optional<Set<String>> tenants;
    private final Of of;

    private RecordFilter(Optional<Set<ThreadKey>> threads, Optional<Set<String>> tenants, Of of) {
        this.threads = threads;
        this.tenants = tenants;
        this.of = of;
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
        return new RecordFilter(Optional.of(Set.copyOf(threads)), Optional.empty(), Of.ALL);
    }

    /**
     * Lets the records of some tenants through.
     *
     * @param tenants the tenants' ids
     * @return the filter
     */
    public static RecordFilter tenants(Set<String> tenants) {
        return new RecordFilter(Optional.empty(), Optional.of(Set.copyOf(tenants)), Of.ALL);
    }

    /**
     * Lets every record through that has something of a thread, also if it has something of others too. For reading
     * inside the server; not for what a client may see.
     *
     * @param thread the thread
     * @return the filter
     */
    public static RecordFilter touching(ThreadKey thread) {
        return new RecordFilter(Optional.of(Set.of(thread)), Optional.empty(), Of.ANY);
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
        if (of == Of.ANY) {
            return label.threads().stream().anyMatch(this::accepts);
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
