package io.dashstream.core.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The runs that are kept, those that were not heard of for longest first. */
final class RunTable {

    private final Map<RunKey, RunState> runs = new LinkedHashMap<>(16, 0.75f, true);
    private final RunLimits limits;
    private final StateDecoder decoder;
    private final MemoryBudget historyBudget;
    private final UpdateLog log;
    private int numberings;

    RunTable(RunLimits limits, UpdateLog log) {
        this.limits = limits;
        this.decoder = new StateDecoder(limits.stateBytes());
        this.historyBudget = new MemoryBudget(limits.historyBytesTotal());
        this.log = log;
    }

    /** A name for one count of one thread's messages. */
    int nextNumbering() {
        return ++numberings;
    }

    /** Finds a run and makes it the one heard of last. */
    Optional<RunState> find(RunKey key) {
        return Optional.ofNullable(runs.get(key));
    }

    /** Makes a run the one heard of last, if it is still kept. */
    void touch(RunState run) {
        runs.get(run.key());
    }

    RunState create(RunKey key) {
        StateHistory history = new StateHistory(limits.historyEntries(), limits.historyBytes(), historyBudget);
        RunState run = new RunState(key, decoder, history, log);
        runs.put(key, run);
        return run;
    }

    void rename(RunState run, RunKey key, long sequence) {
        runs.remove(run.key());
        run.rename(key, sequence);
        runs.put(key, run);
    }

    void remove(RunState run) {
        runs.remove(run.key());
        run.forget();
    }

    Collection<RunState> all() {
        return Collections.unmodifiableCollection(runs.values());
    }

    /**
     * Keeps to the limits: drops the pasts of the runs that were not heard of for longest, then such runs.
     *
     * @return the runs that were dropped
     */
    List<RunState> trim() {
        if (runs.size() <= limits.runs() && !historyBudget.exceeded()) {
            return List.of();
        }
        for (RunState run : runs.values()) {
            if (!historyBudget.exceeded()) {
                break;
            }
            run.shrink();
        }
        List<RunState> dropped = new ArrayList<>();
        while (runs.size() > limits.runs() || (historyBudget.exceeded() && runs.size() > 1)) {
            RunState eldest = runs.values().iterator().next();
            remove(eldest);
            log.add(new RunUpdate.RunEvicted(eldest.key(), eldest.lastSequence()));
            dropped.add(eldest);
        }
        return dropped;
    }
}
