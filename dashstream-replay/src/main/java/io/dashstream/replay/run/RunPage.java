package io.dashstream.replay.run;

import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Some of the runs, the one that was heard of last first. Immutable.
 *
 * @param runs the runs
 * @param before what to ask for to get those behind them; empty if there are none. A run that is heard of in between
 *     moves to the front and is not among those that follow
 * @param complete false while the index has not read the whole log to its end, since it began or began again: runs may be
 *     missing then, and those that are shown may have gone on
 * @param awaited partitions that never answered this server: runs may be in them
 */
public record RunPage(List<RunSummary> runs, OptionalLong before, boolean complete, SortedSet<Integer> awaited) {

    /** What to ask for to begin at the front. */
    public static final long FRONT = Long.MAX_VALUE;

    /**
     * Takes the parts.
     *
     * @param runs the runs
     * @param before what to ask for next
     * @param complete whether the index has read the whole log
     * @param awaited partitions that never answered
     */
    public RunPage {
        runs = List.copyOf(runs);
        awaited = Collections.unmodifiableSortedSet(new TreeSet<>(awaited));
    }
}
