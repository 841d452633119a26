package io.dashstream.examples.agent;

/** Is told each state of an agent at once, one after the other. */
@FunctionalInterface
public interface StateObserver {

    /**
     * The state is now this.
     *
     * @param node  the node that changed it
     * @param state the new state
     */
    void changed(String node, ResearchState state);
}
