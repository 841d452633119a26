package io.dashstream.examples.quickstart;

import io.dashstream.examples.agent.ResearchState;
import io.dashstream.examples.agent.StateObserver;
import java.util.ArrayList;
import java.util.List;

/** Writes down every state of one agent, by its own reference and not by way of the telemetry: what a replay is compared with. */
final class Journal implements StateObserver {

    private final String threadId;
    private final String question;
    private final List<ResearchState> states = new ArrayList<>();

    Journal(String threadId, String question) {
        this.threadId = threadId;
        this.question = question;
    }

    @Override
    public synchronized void changed(String node, ResearchState state) {
        if (states.isEmpty() || !states.get(states.size() - 1).equals(state)) {
            states.add(state);
        }
    }

    String threadId() {
        return threadId;
    }

    String question() {
        return question;
    }

    synchronized List<ResearchState> states() {
        return List.copyOf(states);
    }
}
