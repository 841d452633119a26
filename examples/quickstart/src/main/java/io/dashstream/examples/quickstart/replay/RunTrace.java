package io.dashstream.examples.quickstart.replay;

import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.RunState;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.run.RunUpdate.MessageObserved;
import io.dashstream.core.run.RunUpdate.RunCorrupted;
import io.dashstream.core.run.RunUpdate.StateChanged;
import java.util.ArrayList;
import java.util.List;

/** What one run was seen to do, in the making. */
final class RunTrace {

    private final RunKey key;
    private final List<MessageObserved> messages = new ArrayList<>();
    private final List<StateChanged> states = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();

    RunTrace(RunKey key) {
        this.key = key;
    }

    RunKey key() {
        return key;
    }

    void take(RunUpdate.OfRun update) {
        if (update instanceof MessageObserved observed) {
            messages.add(observed);
        } else if (update instanceof StateChanged changed) {
            states.add(changed);
        } else if (update instanceof RunCorrupted lost) {
            losses.add("state lost at " + Long.toUnsignedString(lost.sequence()) + ": "
                    + lost.corruption().error());
        }
    }

    ReplayedRun finish(RunState state, Traffic traffic) {
        return new ReplayedRun(
                key,
                state.end(),
                state.counts().holes(),
                List.copyOf(messages),
                List.copyOf(states),
                List.copyOf(losses),
                traffic.bytes(),
                traffic.stateBytes());
    }
}
