package io.dashstream.core.run;

/**
 * What happened to a run so far.
 *
 * @param messages messages observed, of every kind
 * @param stateChanges states rebuilt
 * @param verified of these, states whose hash or checksum was compared and equal
 * @param skippedDiffs diffs not applied because the state before them was not known
 * @param corruptions how often the state was lost
 * @param recoveries how often it was regained
 * @param refusedBases initial states, full states and checkpoints that could not be taken while the state was unknown anyway
 * @param holes how many holes fell into the run
 * @param newerSchema messages of a newer schema version, none of them applied
 * @param assumed state messages that nothing but the order of messages says are this run's, received after messages that
 *     are missing; 0 means that no other run's state can have been taken for this one's
 * @param shapeViolations messages where none should be: after the end, a second end, the end of a node that did not
 *     start, nodes still open at the end; counted only while nothing is known to be missing
 */
public record RunCounts(
        long messages,
        long stateChanges,
        long verified,
        long skippedDiffs,
        long corruptions,
        long recoveries,
        long refusedBases,
        long holes,
        long newerSchema,
        long assumed,
        long shapeViolations) {}
