package io.dashstream.replay.store;

import io.dashstream.core.run.ThreadKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which records a session may see. A cursor moves on over what its filter skips.
 *
 * <p>Two kinds of rules, of which every one must let a record through. What a client <em>may</em> see ({@link #threads},
 * {@link #tenants}) is safe by construction: a record that mixes threads passes only if <em>all</em> of them do. What it
 * <em>wants</em> to see ({@link #wanting}) passes if <em>any</em> thread does, as a thread would have holes otherwise. A
 * value that can't be read, whose thread nobody knows, passes only the filter for {@link #everything()}. Immutable.
 */
public final class RecordFilter {

    /** How the threads of one record add up. */
    private enum Of {
        ALL,
        ANY
    }

    private record Rule(Set<ThreadKey> threads, Set<String> tenants, Of of) {

        boolean accepts(RecordLabel label) {
            Set<ThreadKey> mixed = label.threads();
            return of == Of.ANY
                    ? mixed.stream().anyMatch(this::names)
                    : !mixed.isEmpty() && mixed.stream().allMatch(this::names);
        }

        private boolean names(ThreadKey thread) {
            return threads.contains(thread) || tenants.contains(thread.tenantId());
        }
    }

    private static final RecordFilter EVERYTHING = new RecordFilter(List.of());

    private final List<Rule> rules;

    private RecordFilter(List<Rule> rules) {
        this.rules = rules;
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
        return new RecordFilter(List.of(new Rule(Set.copyOf(threads), Set.of(), Of.ALL)));
    }

    /**
     * Lets the records of some tenants through.
     *
     * @param tenants the tenants' ids
     * @return the filter
     */
    public static RecordFilter tenants(Set<String> tenants) {
        return new RecordFilter(List.of(new Rule(Set.of(), Set.copyOf(tenants), Of.ALL)));
    }

    /**
     * Lets every record through that has something of one of these tenants or threads, also if it has something of
     * others too. It narrows and protects nothing: what a client may see is another filter, put in front with
     * {@link #and}.
     *
     * @param tenants the tenants' ids
     * @param threads the threads
     * @return the filter
     */
    public static RecordFilter wanting(Set<String> tenants, Set<ThreadKey> threads) {
        return new RecordFilter(List.of(new Rule(Set.copyOf(threads), Set.copyOf(tenants), Of.ANY)));
    }

    /**
     * Lets every record through that has something of a thread, also if it has something of others too. For reading
     * inside the server, and to narrow what a client may see anyway.
     *
     * @param thread the thread
     * @return the filter
     */
    public static RecordFilter touching(ThreadKey thread) {
        return wanting(Set.of(), Set.of(thread));
    }

    /**
     * Lets through what both let through.
     *
     * @param other another filter
     * @return the filter
     */
    public RecordFilter and(RecordFilter other) {
        return new RecordFilter(
                Stream.concat(rules.stream(), other.rules.stream()).distinct().toList());
    }

    /**
     * Whether every record passes.
     *
     * @return whether there is no rule
     */
    public boolean isEverything() {
        return rules.isEmpty();
    }

    /**
     * Whether a record passes.
     *
     * @param label the record's label
     * @return whether it passes
     */
    public boolean accepts(RecordLabel label) {
        // By index, without an iterator: this is asked of every record of every page.
        for (int i = 0; i < rules.size(); i++) {
            if (!rules.get(i).accepts(label)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Threads of which a record must have at least one to pass, for stores that keep an index by thread.
     *
     * @return the threads, or empty if the filter does not narrow to threads
     */
    public Optional<Set<ThreadKey>> onlyThreads() {
        return rules.stream()
                .filter(rule -> rule.tenants().isEmpty())
                .map(Rule::threads)
                .findFirst();
    }
}
