package io.dashstream.core.run;

/**
 * What happened in an assembler so far, over all threads and runs.
 *
 * @param messages messages given to it; each event of a batch is one
 * @param observed messages taken by a run, in order
 * @param duplicates messages that were there before
 * @param late messages given up as missing before they came
 * @param beforeBaseline messages that precede the first one seen of their thread, but came after it
 * @param unnumbered messages not taken because they carry state or start or end a run, but have no sequence
 * @param newerSchema messages of a newer schema version
 * @param unclear state messages and ends of which it was not clear which run's they are
 * @param unknownKind messages of no known kind
 * @param holes holes in the numbers of a thread
 * @param missing messages missing in these holes, without those that came late
 * @param restarts how often the numbers of a thread began anew
 * @param corruptions how often a run lost its state
 * @param recoveries how often a run regained it
 * @param evictedThreads threads forgotten to stay within the memory limits
 * @param evictedRuns runs forgotten to stay within the memory limits
 */
public record AssemblerCounts(
        long messages,
        long observed,
        long duplicates,
        long late,
        long beforeBaseline,
        long unnumbered,
        long newerSchema,
        long unclear,
        long unknownKind,
        long holes,
        long missing,
        long restarts,
        long corruptions,
        long recoveries,
        long evictedThreads,
        long evictedRuns) {}
