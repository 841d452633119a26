package io.dashstream.examples.agent;

import io.dashstream.producer.NodeScope;
import java.util.Comparator;
import java.util.List;

/** Takes the question apart into terms that the corpus knows, the most telling first. */
final class PlanNode implements Node {

    private final SearchIndex index;
    private final QuotingModel model;

    PlanNode(SearchIndex index, QuotingModel model) {
        this.index = index;
        this.model = model;
    }

    @Override
    public Change run(ResearchState state, NodeScope scope) {
        List<String> plan = Words.terms(state.question()).stream()
                .distinct()
                .filter(term -> index.weight(term) > 0)
                .sorted(Comparator.comparingDouble(index::weight).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
        model.say(scope, state.question(), "Look for " + String.join(", ", plan));
        return newest -> newest.withPlan(plan).withMissing(plan);
    }
}
