package io.dashstream.examples.quickstart.replay;

import io.dashstream.core.run.RunUpdate.StateChanged;
import io.dashstream.replay.run.HistoryAnswer;
import io.dashstream.replay.run.RunHistory;
import io.dashstream.replay.run.RunIndex;
import io.dashstream.replay.run.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the server for every state that a client has rebuilt, and for its own view of the runs: both must agree. */
final class HistoryCheck {

    private final RunIndex index;
    private final RunHistory history;
    private final List<String> faults = new ArrayList<>();

    HistoryCheck(RunIndex index, RunHistory history) {
        this.index = index;
        this.history = history;
    }

    List<String> faults(List<ReplayedRun> runs) {
        for (ReplayedRun run : runs) {
            summary(run);
            run.changes().forEach(change -> state(run, change));
        }
        return List.copyOf(faults);
    }

    private void summary(ReplayedRun run) {
        Optional<RunSummary> summary = index.find(run.key());
        if (summary.isEmpty()) {
            fault(run, "is not in the index");
        } else if (!summary.get().messages().equals(run.byKind())
                || summary.get().verified() != run.verified()) {
            fault(
                    run,
                    "is indexed with " + summary.get().messages() + ", verified "
                            + summary.get().verified());
        }
    }

    private void state(ReplayedRun run, StateChanged change) {
        HistoryAnswer answer = history.stateAt(run.key(), change.sequence());
        if (!answer.known()
                .map(known -> known.value().equals(change.state().value()))
                .orElse(false)) {
            fault(
                    run,
                    "has in its history at " + Long.toUnsignedString(change.sequence())
                            + " not the state that was streamed: " + answer);
        }
    }

    private void fault(ReplayedRun run, String text) {
        faults.add("run " + run.key().threadId() + " " + text);
    }
}
