package io.dashstream.replay.run;

import io.dashstream.core.run.Corruption;
import io.dashstream.core.run.RunEnd;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.run.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Counts what a replay of one run brings, and passes it on. */
final class Tally {

    private final RunKey key;
    private final Consumer<RunUpdate.OfRun> visitor;
    private final List<Corruption> corruptions = new ArrayList<>();
    private long messages;
    private long states;
    private long verified;
    private Optional<RunEnd> end = Optional.empty();

    Tally(RunKey key, Consumer<RunUpdate.OfRun> visitor) {
        this.key = key;
        this.visitor = visitor;
    }

    void take(RunUpdate update) {
        if (update instanceof RunUpdate.OfRun ofRun && ofRun.key().equals(key)) {
            count(ofRun);
            visitor.accept(ofRun);
        }
    }

    private void count(RunUpdate.OfRun update) {
        if (update instanceof RunUpdate.MessageObserved) {
            messages++;
        } else if (update instanceof RunUpdate.StateChanged change) {
            states++;
            verified += change.state().verification() == Verification.VERIFIED ? 1 : 0;
        } else if (update instanceof RunUpdate.RunCorrupted lost) {
            corruptions.add(lost.corruption());
        } else if (update instanceof RunUpdate.RunEnded ended) {
            end = Optional.of(ended.end());
        }
    }

    RunReplay result(RunReading reading) {
        boolean complete = !reading.hasGaps() && reading.failure().isEmpty();
        return new RunReplay(reading.records(), messages, states, verified, corruptions, complete, end);
    }
}
