package io.dashstream.examples.agent;

import io.dashstream.producer.NodeScope;
import io.dashstream.producer.ToolScope;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Looks up where the quoted works appeared, with a tool that fails at first, and has the model say the answer. */
final class AnswerNode implements Node {

    private static final int ATTEMPTS = 3;
    private static final int MOMENTS_BETWEEN_ATTEMPTS = 25;

    private final Stacks stacks;
    private final QuotingModel model;
    private final Pace pace;

    AnswerNode(Stacks stacks, QuotingModel model, Pace pace) {
        this.stacks = stacks;
        this.model = model;
        this.pace = pace;
    }

    @Override
    public Change run(ResearchState state, NodeScope scope) {
        Map<String, String> citations = new TreeMap<>();
        state.quotes().stream().map(Quote::work).distinct().forEach(work -> citations.put(work, cite(work, scope)));
        String answer = state.quotes().isEmpty() ? "I found nothing about this." : quote(state.quotes());
        model.say(scope, state.question(), answer);
        return newest -> newest.withAnswer(citations, answer);
    }

    private String cite(String work, NodeScope scope) {
        try (ToolScope call = scope.tool("cite", Map.of("work", work))) {
            for (int attempt = 1; true; attempt++) {
                try {
                    String citation = stacks.citation(work);
                    call.complete(citation);
                    return citation;
                } catch (VolumeNotReadyException e) {
                    if (attempt == ATTEMPTS) {
                        call.fail(e);
                        return "(no citation: " + e.getMessage() + ")";
                    }
                    call.retry(e);
                    pace.pause(MOMENTS_BETWEEN_ATTEMPTS);
                }
            }
        }
    }

    private static String quote(List<Quote> quotes) {
        return quotes.stream().map(q -> q.text() + " [" + q.passage() + "]").collect(Collectors.joining(" "));
    }
}
