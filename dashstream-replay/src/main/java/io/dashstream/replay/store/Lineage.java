package io.dashstream.replay.store;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.cursor.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Under which leader epoch each part of a partition's log was written (KIP-320): entries of a leader epoch and the offset
 * where it begins, both ascending. For implementers of {@link ReplayStore}, so that every store tells a rewritten log by
 * the same rule. Immutable.
 */
public final class Lineage {

    private record Entry(int leaderEpoch, long start) {}

    /** The lineage of a log that nothing is known of. */
    public static final Lineage EMPTY = new Lineage(List.of());

    private static final Pattern TEXT = Pattern.compile("(?:[0-9]{1,10}:[0-9]{1,19}(?: [0-9]{1,10}:[0-9]{1,19})*)?");

    private final List<Entry> entries;

    private Lineage(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * Reads what {@link #toText} wrote.
     *
     * @param text the text
     * @return the lineage
     * @throws ReplayException if the text is not a lineage
     */
    public static Lineage parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new ReplayException("lineage \"" + text.substring(0, Math.min(40, text.length()))
                    + "\" is not a list of leaderEpoch:offset pairs");
        }
        List<Entry> entries = new ArrayList<>();
        try {
            for (String pair : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
                int colon = pair.indexOf(':');
                entries.add(new Entry(
                        Integer.parseInt(pair.substring(0, colon)), Long.parseLong(pair.substring(colon + 1))));
            }
        } catch (NumberFormatException e) {
            throw new ReplayException("lineage \"" + text + "\" has a number that is too large", e);
        }
        return new Lineage(List.copyOf(entries));
    }

    /**
     * The lineage as text, for stores outside of the process: {@code leaderEpoch:offset} pairs in order, separated by
     * spaces.
     *
     * @return the text, empty for an empty lineage
     */
    public String toText() {
        return entries.stream()
                .map(entry -> entry.leaderEpoch() + ":" + entry.start())
                .collect(Collectors.joining(" "));
    }

    /**
     * Takes note of a record's leader epoch; one that is unknown or falls back says nothing new.
     *
     * @param leaderEpoch the record's leader epoch, or a negative number if it is not known
     * @param offset the record's offset
     * @return the lineage with it
     */
    public Lineage with(int leaderEpoch, long offset) {
        if (leaderEpoch < 0 || (!entries.isEmpty() && leaderEpoch <= last().leaderEpoch())) {
            return this;
        }
        List<Entry> more = new ArrayList<>(entries);
        more.add(new Entry(leaderEpoch, offset));
        return new Lineage(List.copyOf(more));
    }

    /**
     * The newest leader epoch.
     *
     * @return the leader epoch, or empty if none is known
     */
    public OptionalInt newest() {
        return entries.isEmpty() ? OptionalInt.empty() : OptionalInt.of(last().leaderEpoch());
    }

    /**
     * Forgets what begins at the end or behind it, and lets a new leader epoch begin there.
     *
     * @param end where the log was cut
     * @param leaderEpoch the leader epoch that begins there
     * @return what is left, and the new one
     */
    public Lineage cutAt(long end, int leaderEpoch) {
        List<Entry> left = entries.stream().filter(entry -> entry.start() < end).toList();
        return new Lineage(left).with(leaderEpoch, end);
    }

    /**
     * Forgets what ended before the record in front of the floor: a position at the floor has that record behind it.
     *
     * @param floor the lowest offset that is answered for
     * @return what is left
     */
    public Lineage trimmedTo(long floor) {
        int first = 0;
        while (first + 1 < entries.size() && entries.get(first + 1).start() < floor) {
            first++;
        }
        return first == 0 ? this : new Lineage(entries.subList(first, entries.size()));
    }

    /**
     * Puts in front what a store knows that reaches back further.
     *
     * @param older the lineage of the same log in that store
     * @return both
     */
    public Lineage behind(Lineage older) {
        if (entries.isEmpty()) {
            return older;
        }
        Entry first = entries.get(0);
        List<Entry> all = new ArrayList<>();
        older.entries.stream()
                .filter(entry -> entry.leaderEpoch() < first.leaderEpoch() && entry.start() < first.start())
                .forEach(all::add);
        if (all.isEmpty()) {
            return this;
        }
        all.addAll(entries);
        return new Lineage(List.copyOf(all));
    }

    /**
     * The position at an offset, with the leader epoch of what is before it.
     *
     * @param next the offset
     * @return the position
     */
    public Position position(long next) {
        OptionalInt before = OptionalInt.empty();
        for (Entry entry : entries) {
            if (entry.start() < next) {
                before = OptionalInt.of(entry.leaderEpoch());
            }
        }
        return before.isPresent() ? Position.after(next, before.getAsInt()) : Position.at(next);
    }

    /**
     * Where the log and what a position has behind it part.
     *
     * @param position the position
     * @return the first offset that is no longer what it was, or empty if nothing contradicts the position
     */
    public OptionalLong divergence(Position position) {
        if (position.leaderEpoch().isEmpty()) {
            return OptionalLong.empty();
        }
        int seen = position.leaderEpoch().getAsInt();
        for (Entry entry : entries) {
            if (entry.leaderEpoch() > seen) {
                return entry.start() < position.next() ? OptionalLong.of(entry.start()) : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    private Entry last() {
        return entries.get(entries.size() - 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Lineage that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return toText();
    }
}
