package io.dashstream.replay.run;

import java.util.List;

/**
 * Runs, and whether these are all.
 *
 * @param runs the runs, the one that was heard of last first
 * @param complete false while the index has not read the log to its end, since it began or began again: runs may be
 *     missing then, and those that are shown may have gone on
 */
public record RunListing(List<RunSummary> runs, boolean complete) {

    /**
     * Takes the runs.
     *
     * @param runs the runs, the one that was heard of last first
     * @param complete whether the index has read the log to its end
     */
    public RunListing {
        runs = List.copyOf(runs);
    }
}
