package io.dashstream.producer;

import java.util.List;
import java.util.Map;

/** Every call that a graph can make in a run. */
final class EveryCall {

    private EveryCall() {}

    /** Makes them all, in a run of its own; the state is the graph's own. */
    static void on(DashStreamProducer producer, String threadId, Object state) {
        IllegalStateException failure = new IllegalStateException("no page");
        RunScope run = producer.startRun(RunSpec.of(threadId).initialState(state));
        NodeScope node = run.node("plan", new NodeConfig(1, "hash", "me"));
        node.progress("reading", 0.5);
        node.thinking("hm", "first");
        node.substep("open", "done");
        node.warning("slow");
        node.state(Map.of("changed", threadId, "state", state));
        ToolScope tool = node.tool("search", Map.of("query", "q"));
        tool.retry(failure);
        tool.complete(List.of("result"));
        node.tool("search", "q").fail(failure);
        LlmScope model = node.llm("model");
        model.token("a piece");
        model.retry(failure);
        model.complete(1, 2);
        run.edge("a", "b");
        run.conditionalEdge("a", "b", "yes");
        run.parallelStarted(List.of("a", "b"));
        run.parallelEnded(List.of("a", "b"));
        run.checkpoint(state);
        run.humanInterrupt("a", "why");
        run.humanResume("a");
        run.checkpointSaved("1");
        run.checkpointLoaded("1");
        run.checkpointDeleted("1");
        run.memorySaved("k");
        run.memoryLoaded("k");
        run.optimizationStarted("o", "a", "p", "s");
        run.optimizationEnded("o", "a", 1, 0.5, "converged");
        run.metrics(Map.of("n", 1));
        run.error("code", "message");
        node.fail(failure);
        run.complete(state);
    }
}
