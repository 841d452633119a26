package io.dashstream.examples.agent;

import io.dashstream.producer.NodeScope;

/** Brings the branches together: weighs what is missing. Whether it is enough is the graph's decision, by its edge. */
final class JudgeNode implements Node {

    private final Critic critic;

    JudgeNode(Critic critic) {
        this.critic = critic;
    }

    @Override
    public Change run(ResearchState state, NodeScope scope) {
        int coverage = critic.coverage(state.plan(), state.missing());
        scope.progress("the passages cover " + coverage + " % of the question", coverage / 100.0);
        return newest -> newest.withCoverage(coverage);
    }
}
