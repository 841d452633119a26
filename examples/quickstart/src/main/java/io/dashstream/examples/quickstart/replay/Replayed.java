package io.dashstream.examples.quickstart.replay;

import java.util.List;

/**
 * What a replay brought.
 *
 * @param runs    the runs
 * @param missing how many messages or records are known to be missing
 * @param faults  what was not as it should be, for people
 */
public record Replayed(List<ReplayedRun> runs, long missing, List<String> faults) {}
