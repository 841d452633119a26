package io.dashstream.core.run;

/** The counters behind {@link RunCounts}. */
final class RunTally {

    long messages;
    long stateChanges;
    long verified;
    long skippedDiffs;
    long corruptions;
    long recoveries;
    long refusedBases;
    long holes;
    long newerSchema;
    long assumed;

    RunCounts counts(long shapeViolations) {
        return new RunCounts(
                messages,
                stateChanges,
                verified,
                skippedDiffs,
                corruptions,
                recoveries,
                refusedBases,
                holes,
                newerSchema,
                assumed,
                shapeViolations);
    }
}
