package io.dashstream.examples.agent;

import io.dashstream.producer.GraphManifest;
import io.dashstream.producer.GraphManifest.NodeType;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the agent is made of: nodes by name, and how they hang together. */
final class ResearchGraph {

    static final String PLAN = "plan";
    static final String SEARCH = "search";
    static final String SUMMARISE = "summarise";
    static final String CRITICISE = "criticise";
    static final String JUDGE = "judge";
    static final String ANSWER = "answer";
    static final List<String> BRANCHES = List.of(SUMMARISE, CRITICISE);

    static final GraphManifest MANIFEST = GraphManifest.builder("research")
            .description("Answers a question from a corpus, in as many rounds as it takes")
            .node(PLAN, NodeType.LLM, "takes the question apart")
            .node(SEARCH, NodeType.TOOL, "finds passages")
            .node(SUMMARISE, NodeType.LLM, "picks sentences")
            .node(CRITICISE, NodeType.LLM, "says what is missing")
            .node(JUDGE, NodeType.ROUTER, "decides whether to go round again")
            .node(ANSWER, NodeType.LLM, "quotes and cites")
            .entryPoint(PLAN)
            .edge(PLAN, SEARCH)
            .parallelEdge(SEARCH, BRANCHES)
            .edge(SUMMARISE, JUDGE)
            .edge(CRITICISE, JUDGE)
            .conditionalEdge(JUDGE, List.of(SEARCH, ANSWER))
            .edge(ANSWER, GraphManifest.END)
            .build();

    private static final int SENTENCES = 4;
    private static final int ENOUGH = 90;
    private static final int MAX_ROUNDS = 4;

    private final Map<String, Node> nodes;

    ResearchGraph(Corpus corpus, SearchIndex index, Pace pace) {
        QuotingModel model = new QuotingModel(pace);
        Critic critic = new Critic(index);
        nodes = Map.of(
                PLAN, new PlanNode(index, model),
                SEARCH, new SearchNode(index),
                SUMMARISE, new SummariseNode(new Summariser(index, SENTENCES), model),
                CRITICISE, new CriticiseNode(critic, model),
                JUDGE, new JudgeNode(critic),
                ANSWER, new AnswerNode(new Stacks(corpus), model, pace));
    }

    Node node(String name) {
        return Objects.requireNonNull(nodes.get(name), name);
    }

    static boolean isEnough(ResearchState state) {
        return state.coverage() >= ENOUGH || state.round() >= MAX_ROUNDS;
    }
}
