package io.dashstream.replay.run;

import io.dashstream.core.run.AssemblerCounts;

/**
 * What an index counted, over all its beginnings. An index that begins again reads what it has read before: until it has
 * passed that, it finds again what is counted already. Immutable, so that nobody sees half a change.
 *
 * @param before what is counted and will not be found again
 * @param found what the present reading found
 * @param known what the reading before this one had found in the same log; 0 if there was none
 */
record IndexCounts(Figures before, Figures found, Figures known) {

    /**
     * The figures.
     *
     * @param gaps ranges that were gone
     * @param missingOffsets offsets in them
     * @param unreadable records that are no messages
     * @param corruptions states lost
     * @param missing messages missing
     */
    record Figures(long gaps, long missingOffsets, long unreadable, long corruptions, long missing) {

        static final Figures NONE = new Figures(0, 0, 0, 0, 0);

        Figures plus(Figures other) {
            return new Figures(
                    gaps + other.gaps,
                    missingOffsets + other.missingOffsets,
                    unreadable + other.unreadable,
                    corruptions + other.corruptions,
                    missing + other.missing);
        }

        Figures minus(Figures other) {
            return plus(new Figures(
                    -other.gaps, -other.missingOffsets, -other.unreadable, -other.corruptions, -other.missing));
        }

        Figures orMore(Figures other) {
            return new Figures(
                    Math.max(gaps, other.gaps),
                    Math.max(missingOffsets, other.missingOffsets),
                    Math.max(unreadable, other.unreadable),
                    Math.max(corruptions, other.corruptions),
                    Math.max(missing, other.missing));
        }
    }

    static final IndexCounts NOTHING = new IndexCounts(Figures.NONE, Figures.NONE, Figures.NONE);

    Figures total() {
        return before.plus(found.orMore(known));
    }

    IndexCounts gap(long offsets) {
        return found(found.plus(new Figures(1, offsets, 0, 0, 0)));
    }

    IndexCounts unreadable() {
        return found(found.plus(new Figures(0, 0, 1, 0, 0)));
    }

    IndexCounts assembled(AssemblerCounts counts) {
        return found(new Figures(
                found.gaps, found.missingOffsets, found.unreadable, counts.corruptions(), counts.missing()));
    }

    /** The reading has passed what the one before it had read: whatever comes now is new. */
    IndexCounts caughtUp() {
        return new IndexCounts(total().minus(found), found, Figures.NONE);
    }

    /** The same log is read again. */
    IndexCounts again() {
        return new IndexCounts(before, Figures.NONE, found.orMore(known));
    }

    /** Another log is read: nothing of it was found before. */
    IndexCounts newLog() {
        return new IndexCounts(total(), Figures.NONE, Figures.NONE);
    }

    private IndexCounts found(Figures now) {
        return new IndexCounts(before, now, known);
    }
}
