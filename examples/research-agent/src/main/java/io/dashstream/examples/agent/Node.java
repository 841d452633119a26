package io.dashstream.examples.agent;

import io.dashstream.producer.NodeScope;

/** A step of the graph: looks at the state and says how to change it. */
@FunctionalInterface
interface Node {

    /**
     * Does the step.
     *
     * @param state the state as it is
     * @param scope where the step reports its tool calls and what its model says
     * @return what to do with the state as it will be when the step is done, for another branch may have changed it meanwhile
     */
    Change run(ResearchState state, NodeScope scope);

    /** A change of the state; it touches only what its node is responsible for. */
    @FunctionalInterface
    interface Change {

        /**
         * Changes the state.
         *
         * @param state the newest state
         * @return the next one
         */
        ResearchState apply(ResearchState state);
    }
}
