package io.dashstream.replay.run;

import io.dashstream.core.run.AssemblerCounts;

/**
 * What an index has gone through.
 *
 * @param runs runs that it shows
 * @param gaps ranges of the log that were gone before the index came to them
 * @param missingOffsets how many offsets these ranges hold in all
 * @param unreadable records that could not be read as messages
 * @param clears how often the log became another one, so that the index began anew
 * @param messages what became of the messages, since the last clear
 */
public record RunIndexStats(
        long runs, long gaps, long missingOffsets, long unreadable, long clears, AssemblerCounts messages) {}
