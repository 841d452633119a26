package io.dashstream.core.run;

import io.dashstream.core.run.RunUpdate.IgnoredReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects the updates of one call, and counts: every count is a count of updates, so that none can happen unsaid. */
final class UpdateLog {

    private List<RunUpdate> updates = new ArrayList<>();

    private final Map<IgnoredReason, Long> ignored = new EnumMap<>(IgnoredReason.class);
    private long messages;
    private long observed;
    private long holes;
    private long missing;
    private long restarts;
    private long corruptions;
    private long recoveries;
    private long evictedThreads;
    private long evictedRuns;

    void messageArrived() {
        messages++;
    }

    void add(RunUpdate update) {
        count(update);
        updates.add(update);
    }

    List<RunUpdate> take() {
        List<RunUpdate> taken = updates;
        updates = new ArrayList<>();
        return taken;
    }

    private void count(RunUpdate update) {
        if (update instanceof RunUpdate.MessageObserved) {
            observed++;
        } else if (update instanceof RunUpdate.MessageIgnored message) {
            ignored.merge(message.reason(), 1L, Long::sum);
        } else if (update instanceof RunUpdate.SequenceHole hole) {
            holes++;
            missing += hole.last() - hole.sequence() + 1;
        } else if (update instanceof RunUpdate.NumberingRestarted) {
            restarts++;
        } else if (update instanceof RunUpdate.RunCorrupted) {
            corruptions++;
        } else if (update instanceof RunUpdate.RunRecovered) {
            recoveries++;
        } else if (update instanceof RunUpdate.ThreadEvicted) {
            evictedThreads++;
        } else if (update instanceof RunUpdate.RunEvicted) {
            evictedRuns++;
        }
    }

    AssemblerCounts counts() {
        return new AssemblerCounts(
                messages,
                observed,
                ignored(IgnoredReason.DUPLICATE),
                ignored(IgnoredReason.LATE),
                ignored(IgnoredReason.BEFORE_BASELINE),
                ignored(IgnoredReason.NO_SEQUENCE),
                ignored(IgnoredReason.NEWER_SCHEMA),
                ignored(IgnoredReason.RUN_UNCLEAR),
                ignored(IgnoredReason.UNKNOWN_KIND),
                holes,
                missing - ignored(IgnoredReason.LATE),
                restarts,
                corruptions,
                recoveries,
                evictedThreads,
                evictedRuns);
    }

    private long ignored(IgnoredReason reason) {
        return ignored.getOrDefault(reason, 0L);
    }
}
