package io.dashstream.examples.agent;

import io.dashstream.producer.NodeScope;
import java.util.List;
import java.util.stream.Collectors;

/** Has the model say the sentences that answer most of the question. One of the two branches that run side by side. */
final class SummariseNode implements Node {

    private final Summariser summariser;
    private final QuotingModel model;

    SummariseNode(Summariser summariser, QuotingModel model) {
        this.summariser = summariser;
        this.model = model;
    }

    @Override
    public Change run(ResearchState state, NodeScope scope) {
        List<Quote> quotes = summariser.summarise(state.passages(), state.plan());
        model.say(scope, prompt(state), quotes.stream().map(Quote::text).collect(Collectors.joining(" ")));
        return newest -> newest.withQuotes(quotes);
    }

    private static String prompt(ResearchState state) {
        return state.passages().stream().map(Passage::text).collect(Collectors.joining("\n"));
    }
}
