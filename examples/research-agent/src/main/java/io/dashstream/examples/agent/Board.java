package io.dashstream.examples.agent;

import io.dashstream.producer.NodeScope;

/** The one place where the state of a run changes, so that branches can't overwrite each other and the order of states is one order. */
final class Board {

    private final StateObserver observer;
    private ResearchState state;

    Board(ResearchState initial, StateObserver observer) {
        this.state = initial;
        this.observer = observer;
    }

    synchronized ResearchState state() {
        return state;
    }

    synchronized void apply(Node.Change change, NodeScope scope) {
        state = change.apply(state);
        scope.state(state);
        observer.changed(scope.nodeId(), state);
    }
}
