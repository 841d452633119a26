package io.dashstream.replay.run;

import java.util.List;
import java.util.OptionalLong;

/**
 * Some of the runs, the one that was heard of last first. Immutable.
 *
 * @param runs the runs
 * @param before what to ask for to get those behind them; empty if there are none. A run that is heard of in between
 *     moves to the front and is not among those that follow
 */
public record RunPage(List<RunSummary> runs, OptionalLong before) {

    /** What to ask for to begin at the front. */
    public static final long FRONT = Long.MAX_VALUE;

    /**
     * Takes the parts.
     *
     * @param runs the runs
     * @param before what to ask for next
     */
    public RunPage {
        runs = List.copyOf(runs);
    }
}
