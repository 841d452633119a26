package io.dashstream.replay.run;

import io.dashstream.core.run.RunEnd;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.ThreadKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which runs of a thread are going on at the same time. It decides from where a run can be read again: which run a message
 * belongs to may follow only from the start of another one.
 */
final class OpenRuns {

    private final Map<ThreadKey, Set<RunKey>> open = new HashMap<>();

    void started(RunKey key) {
        open.computeIfAbsent(key.thread(), thread -> new LinkedHashSet<>()).add(key);
    }

    /** A run that was only given up may go on after all, unless the process that ran it is gone. */
    void ended(RunKey key, RunEnd end) {
        boolean mayGoOn =
                end instanceof RunEnd.Unfinished unfinished && unfinished.why() != RunEnd.Why.PROCESS_RESTARTED;
        if (!mayGoOn) {
            remove(key);
        }
    }

    void remove(RunKey key) {
        Set<RunKey> ofThread = open.get(key.thread());
        if (ofThread != null && ofThread.remove(key) && ofThread.isEmpty()) {
            open.remove(key.thread());
        }
    }

    void renamed(RunKey previous, RunKey key) {
        remove(previous);
        started(key);
    }

    /** The other runs of its thread that are going on. */
    Set<RunKey> besides(RunKey key) {
        Set<RunKey> others = new LinkedHashSet<>(open.getOrDefault(key.thread(), Set.of()));
        others.remove(key);
        return others;
    }
}
