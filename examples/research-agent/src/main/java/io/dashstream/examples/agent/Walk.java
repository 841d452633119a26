package io.dashstream.examples.agent;

import static io.dashstream.examples.agent.ResearchGraph.ANSWER;
import static io.dashstream.examples.agent.ResearchGraph.BRANCHES;
import static io.dashstream.examples.agent.ResearchGraph.JUDGE;
import static io.dashstream.examples.agent.ResearchGraph.PLAN;
import static io.dashstream.examples.agent.ResearchGraph.SEARCH;

import io.dashstream.producer.GraphManifest;
import io.dashstream.producer.RunScope;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** One walk through the graph, from plan to answer. */
final class Walk {

    private final ResearchGraph graph;
    private final Board board;
    private final RunScope run;
    private final Executor branches;

    Walk(ResearchGraph graph, Board board, RunScope run, Executor branches) {
        this.graph = graph;
        this.board = board;
        this.run = run;
        this.branches = branches;
    }

    ResearchState go() {
        step(PLAN);
        run.edge(PLAN, SEARCH);
        while (!round()) {
            run.conditionalEdge(JUDGE, SEARCH, "not enough yet");
        }
        run.conditionalEdge(JUDGE, ANSWER, "enough");
        step(ANSWER);
        run.edge(ANSWER, GraphManifest.END);
        return board.state();
    }

    private boolean round() {
        step(SEARCH);
        fork(BRANCHES);
        step(JUDGE);
        return ResearchGraph.isEnough(board.state());
    }

    private void fork(List<String> names) {
        run.parallelStarted(names);
        CompletableFuture.allOf(names.stream()
                        .map(name -> CompletableFuture.runAsync(() -> step(name), branches))
                        .toArray(CompletableFuture[]::new))
                .join();
        run.parallelEnded(names);
    }

    private void step(String name) {
        run.node(name, scope -> {
            Node.Change change = graph.node(name).run(board.state(), scope);
            board.apply(change, scope);
            return name;
        });
    }
}
