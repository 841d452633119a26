package io.dashstream.replay.run;

/**
 * What an index has gone through. Everything but {@code runs} and {@code complete} only grows, except that a message that
 * comes late is no longer missing. An index that begins again does not count what it finds again.
 *
 * @param runs runs that it shows
 * @param gaps ranges of the log that were gone before the index came to them
 * @param missingOffsets how many offsets these ranges hold in all
 * @param unreadable records that could not be read as messages
 * @param clears how often the log became another one, so that the index began anew
 * @param corruptions how often a run lost its state
 * @param missingMessages messages proved missing by their numbers, without those that came late
 * @param incomplete how often a run was given up because nothing was heard of it; also of those that went on after all,
 *     and again by an index that began again
 * @param restarts how often the index ended though nobody closed it, and began again
 * @param complete whether the index has read the log to its end since it began or began again
 */
public record RunIndexStats(
        long runs,
        long gaps,
        long missingOffsets,
        long unreadable,
        long clears,
        long corruptions,
        long missingMessages,
        long incomplete,
        long restarts,
        boolean complete) {}
