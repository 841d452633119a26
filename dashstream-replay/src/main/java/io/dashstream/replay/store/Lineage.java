package io.dashstream.replay.store;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.cursor.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Under which leader epoch each part of a partition's log was written (KIP-320): entries of a leader epoch and the offset
 * where it begins, both ascending. For implementers of {@link ReplayStore}, so that every store tells a rewritten log by
 * the same rule. Immutable.
 *
 * <p>Of every entry but the first the offset is where the leader epoch really begins. What was before the first is not
 * known; its leader epoch only says that nothing in front of the second is newer. Beside the entries a lineage remembers
 * which leader epoch the log was at when its end was looked at: whoever stands in front of that end has nothing newer
 * behind it, also where nothing was read yet.
 */
public final class Lineage {

    private record Entry(int leaderEpoch, long start) {}

    /** An end of the log, and the leader epoch that the log was at when it was there. */
    private record Seen(long end, int leaderEpoch) {}

    /** The lineage of a log that nothing is known of. */
    public static final Lineage EMPTY = new Lineage(List.of(), Optional.empty(), Optional.empty());

    private static final Pattern TEXT = Pattern.compile("(?:[0-9]{1,10}:[0-9]{1,19}(?: [0-9]{1,10}:[0-9]{1,19})*)?");

    private final List<Entry> entries;
    private final Optional<Seen> firstSeen;
    private final Optional<Seen> lastSeen;

    private Lineage(List<Entry> entries, Optional<Seen> firstSeen, Optional<Seen> lastSeen) {
        this.entries = List.copyOf(entries);
        this.firstSeen = firstSeen;
        this.lastSeen = lastSeen;
    }

    private Lineage with(List<Entry> others) {
        return new Lineage(others, firstSeen, lastSeen);
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
        return EMPTY.with(entries);
    }

    /**
     * The entries as text, for stores outside of the process: {@code leaderEpoch:offset} pairs in order, separated by
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
     * Takes note of where the log ended when it was looked at.
     *
     * @param end the end; without a leader epoch it says nothing here
     * @return the lineage with it
     */
    public Lineage seen(LogEnd end) {
        if (end.leaderEpoch().isEmpty()) {
            return this;
        }
        Seen now = new Seen(end.offset(), end.leaderEpoch().getAsInt());
        boolean isNews = lastSeen.isEmpty()
                || now.leaderEpoch() > lastSeen.get().leaderEpoch()
                || (now.leaderEpoch() == lastSeen.get().leaderEpoch()
                        && now.end() > lastSeen.get().end());
        return isNews ? new Lineage(entries, firstSeen.or(() -> Optional.of(now)), Optional.of(now)) : this;
    }

    /**
     * What a store outside of the process knows, with the ends of the log that this process saw.
     *
     * @param own what this process saw
     * @param floor the lowest offset that the store answers for
     * @return both
     */
    public Lineage seenAs(Lineage own, long floor) {
        List<Entry> known = entries;
        // Between the first look and the floor nothing was forgotten.
        if (!known.isEmpty()
                && known.get(0).start() > 0
                && own.firstSeen.filter(first -> floor <= first.end()).isPresent()) {
            known = new ArrayList<>(own.before(known.get(0).leaderEpoch()));
            known.addAll(entries);
        }
        return own.with(known);
    }

    /** What is known to be in front of the first entry, if that is of this leader epoch. */
    private List<Entry> before(int leaderEpoch) {
        return firstSeen
                .filter(first -> first.leaderEpoch() < leaderEpoch)
                .map(first -> List.of(new Entry(first.leaderEpoch(), 0)))
                .orElse(List.of());
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
        List<Entry> more = new ArrayList<>(entries.isEmpty() ? before(leaderEpoch) : entries);
        more.add(new Entry(leaderEpoch, offset));
        return with(more);
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
        if (left.isEmpty()) {
            left = inFrontOfAll(leaderEpoch);
        }
        return endingAt(end).with(left).with(leaderEpoch, end);
    }

    /**
     * Takes note that the log was cut: what was seen behind the cut is gone.
     *
     * @param end where it was cut
     * @return the lineage with the same entries
     */
    public Lineage endingAt(long end) {
        return new Lineage(
                entries, firstSeen, lastSeen.map(seen -> new Seen(Math.min(seen.end(), end), seen.leaderEpoch())));
    }

    /** Whatever is in front of all that is known was not newer than this, when a newer one begins. */
    private List<Entry> inFrontOfAll(int newer) {
        if (!entries.isEmpty()) {
            return List.of(new Entry(entries.get(0).leaderEpoch(), 0));
        }
        List<Entry> seen = before(newer);
        return seen.isEmpty() && newer > 0 ? List.of(new Entry(newer - 1, 0)) : seen;
    }

    /**
     * Forgets what ended before the record in front of the floor, but for one: a position at the floor has that record
     * behind it, and where its leader epoch began is known only with what was before it.
     *
     * @param floor the lowest offset that is answered for
     * @return what is left
     */
    public Lineage trimmedTo(long floor) {
        int first = 0;
        while (first + 2 < entries.size() && entries.get(first + 2).start() < floor) {
            first++;
        }
        return first == 0 ? this : with(entries.subList(first, entries.size()));
    }

    /**
     * Puts in front what a store knows that reaches back further, if it reaches up to here.
     *
     * @param older the lineage of the same log in that store
     * @return both
     */
    public Lineage behind(Lineage older) {
        if (entries.isEmpty()) {
            return with(older.entries);
        }
        int first = entries.get(0).leaderEpoch();
        if (older.entries.isEmpty()
                || older.last().leaderEpoch() < first
                || older.entries.get(0).leaderEpoch() >= first) {
            return this;
        }
        long least = entries.size() > 1 ? entries.get(1).start() : Long.MAX_VALUE;
        List<Entry> all = new ArrayList<>();
        older.entries.stream()
                .filter(entry -> entry.leaderEpoch() <= first && entry.start() < least)
                .forEach(all::add);
        all.addAll(entries.subList(1, entries.size()));
        return with(all);
    }

    /**
     * The position at an offset that the store has come to, with the leader epoch of what is before it.
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
        return before.isPresent() ? Position.after(next, before.getAsInt()) : ahead(next);
    }

    /**
     * The position at an offset that the store may not have come to, with what was seen of the log.
     *
     * @param next the offset
     * @return the position
     */
    public Position ahead(long next) {
        return lastSeen.filter(seen -> 0 < next && next <= seen.end())
                .map(seen -> Position.after(next, seen.leaderEpoch()))
                .orElseGet(() -> Position.at(next));
    }

    /**
     * Where the log and what a position has behind it part.
     *
     * @param position the position
     * @return the first offset that is no longer what it was, or empty if nothing contradicts the position
     */
    public OptionalLong divergence(Position position) {
        if (position.leaderEpoch().isEmpty() || isOlder(position)) {
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

    /**
     * Whether a position has something behind it that is older than all that is known here, so that nobody can say whether
     * it is still so.
     *
     * @param position the position
     * @param next how far the store has come
     * @return whether it has
     */
    public boolean isBeyond(Position position, long next) {
        return entries.isEmpty()
                ? position.next() <= next && isBefore(position, firstSeen.map(Seen::leaderEpoch))
                : isOlder(position);
    }

    private boolean isOlder(Position position) {
        return isBefore(position, entries.stream().findFirst().map(Entry::leaderEpoch));
    }

    private static boolean isBefore(Position position, Optional<Integer> leaderEpoch) {
        return position.next() > 0
                && leaderEpoch.isPresent()
                && position.leaderEpoch().orElse(Integer.MAX_VALUE) < leaderEpoch.get();
    }

    /**
     * A position that was found to be right by who knows more, as it is to be asked of who knows only this.
     *
     * @param position the position
     * @return the same offset, behind nothing older than what is known here
     */
    public Position vouchedFor(Position position) {
        return isOlder(position)
                ? Position.after(position.next(), entries.get(0).leaderEpoch())
                : position;
    }

    private Entry last() {
        return entries.get(entries.size() - 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Lineage that
                && entries.equals(that.entries)
                && firstSeen.equals(that.firstSeen)
                && lastSeen.equals(that.lastSeen);
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
