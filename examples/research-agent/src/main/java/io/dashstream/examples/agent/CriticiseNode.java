package io.dashstream.examples.agent;

import io.dashstream.producer.NodeScope;
import java.util.List;
import java.util.stream.Collectors;

/** Has the model say what of the question nothing was found about. The other branch. */
final class CriticiseNode implements Node {

    private final Critic critic;
    private final QuotingModel model;

    CriticiseNode(Critic critic, QuotingModel model) {
        this.critic = critic;
        this.model = model;
    }

    @Override
    public Change run(ResearchState state, NodeScope scope) {
        List<String> missing = critic.missing(state.plan(), state.passages());
        String read = state.passages().stream().map(Passage::id).collect(Collectors.joining(", "));
        String verdict =
                missing.isEmpty() ? "Nothing is missing." : "Nothing is said about " + String.join(", ", missing);
        model.say(scope, String.join(", ", state.plan()), "I have read " + read + ". " + verdict);
        return newest -> newest.withMissing(missing);
    }
}
