package io.dashstream.producer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the scope that a name or an id stands for. */
final class ScopedCallback implements DashStreamCallback {

    private final Supplier<RunScope> starter;
    private final Consumer<Throwable> failures;
    private final AtomicReference<@Nullable RunScope> run = new AtomicReference<>();
    private final Map<String, Deque<NodeScope>> nodes = new ConcurrentHashMap<>();
    private final Map<String, LlmScope> models = new ConcurrentHashMap<>();
    private final Map<String, ToolScope> tools = new ConcurrentHashMap<>();

    ScopedCallback(Supplier<RunScope> starter, Consumer<Throwable> failures) {
        this.starter = starter;
        this.failures = failures;
    }

    /** A runtime may pass null where it has no name; that is no reason to disturb its graph. */
    private void safely(Runnable call) {
        try {
            call.run();
        } catch (Throwable failure) {
            failures.accept(failure);
        }
    }

    @Override
    public synchronized void onGraphStart() {
        safely(() -> {
            if (run.get() == null) {
                run.set(starter.get());
            }
        });
    }

    private void withRun(Consumer<RunScope> action) {
        RunScope open = run.get();
        if (open != null) {
            action.accept(open);
        }
    }

    @Override
    public void onGraphEnd() {
        safely(() -> {
            withRun(RunScope::complete);
        });
    }

    @Override
    public void onGraphEnd(@Nullable Object finalState) {
        safely(() -> {
            withRun(open -> open.complete(finalState));
        });
    }

    @Override
    public void onGraphStop(Outcome outcome) {
        safely(() -> {
            withRun(open -> {
                switch (outcome) {
                    case OK -> open.complete();
                    case ERROR -> open.fail(new ProducerException("the graph ended with outcome ERROR"));
                    case INTERRUPTED -> open.interrupt("");
                    case CANCELLED -> open.cancel();
                    case INCOMPLETE -> open.close();
                }
            });
        });
    }

    @Override
    public void onGraphError(Throwable failure) {
        safely(() -> {
            withRun(open -> open.fail(failure));
        });
    }

    @Override
    public void onNodeStart(String nodeId) {
        safely(() -> {
            withRun(open -> push(open.node(nodeId)));
        });
    }

    @Override
    public void onNodeStart(String nodeId, NodeConfig config) {
        safely(() -> {
            withRun(open -> push(open.node(nodeId, config)));
        });
    }

    private void push(NodeScope node) {
        nodes.compute(node.nodeId(), (name, open) -> {
            Deque<NodeScope> passes = open == null ? new ArrayDeque<>() : open;
            passes.push(node);
            return passes;
        });
    }

    private Optional<NodeScope> pop(String nodeId) {
        AtomicReference<@Nullable NodeScope> last = new AtomicReference<>();
        nodes.computeIfPresent(nodeId, (name, open) -> {
            last.set(open.poll());
            return open.isEmpty() ? null : open;
        });
        return Optional.ofNullable(last.get());
    }

    private void withNode(String nodeId, Consumer<NodeScope> action) {
        AtomicReference<@Nullable NodeScope> last = new AtomicReference<>();
        nodes.computeIfPresent(nodeId, (name, open) -> {
            last.set(open.peek());
            return open;
        });
        NodeScope node = last.get();
        if (node != null) {
            action.accept(node);
        }
    }

    @Override
    public void onNodeEnd(String nodeId) {
        safely(() -> {
            pop(nodeId).ifPresent(NodeScope::complete);
        });
    }

    @Override
    public void onNodeError(String nodeId, Throwable failure) {
        safely(() -> {
            pop(nodeId).ifPresent(node -> node.fail(failure));
        });
    }

    @Override
    public void onEdge(String from, String to) {
        safely(() -> {
            withRun(open -> open.edge(from, to));
        });
    }

    @Override
    public void onConditionalEdge(String from, String to, String conditionResult) {
        safely(() -> {
            withRun(open -> open.conditionalEdge(from, to, conditionResult));
        });
    }

    @Override
    public void onParallelStart(List<String> nodeIds) {
        safely(() -> {
            withRun(open -> open.parallelStarted(nodeIds));
        });
    }

    @Override
    public void onParallelEnd(List<String> nodeIds) {
        safely(() -> {
            withRun(open -> open.parallelEnded(nodeIds));
        });
    }

    @Override
    public void onState(@Nullable Object state) {
        safely(() -> {
            withRun(open -> open.state(state));
        });
    }

    @Override
    public void onCheckpoint(@Nullable Object state) {
        safely(() -> {
            withRun(open -> open.checkpoint(state));
        });
    }

    @Override
    public void onNodeProgress(String nodeId, String message, double percent) {
        safely(() -> {
            withNode(nodeId, node -> node.progress(message, percent));
        });
    }

    @Override
    public void onNodeThinking(String nodeId, String thought, String step) {
        safely(() -> {
            withNode(nodeId, node -> node.thinking(thought, step));
        });
    }

    @Override
    public void onNodeSubstep(String nodeId, String name, String status) {
        safely(() -> {
            withNode(nodeId, node -> node.substep(name, status));
        });
    }

    @Override
    public void onNodeWarning(String nodeId, String message) {
        safely(() -> {
            withNode(nodeId, node -> node.warning(message));
        });
    }

    @Override
    public void onLlmStart(String nodeId, String requestId, String model) {
        safely(() -> {
            withNode(nodeId, node -> models.put(requestId, node.llm(model)));
        });
    }

    @Override
    public void onToken(String requestId, CharSequence text) {
        safely(() -> {
            Optional.ofNullable(models.get(requestId)).ifPresent(call -> call.token(text));
        });
    }

    @Override
    public void onLlmEnd(String requestId, int promptTokens, int completionTokens) {
        safely(() -> {
            Optional.ofNullable(models.remove(requestId))
                    .ifPresent(call -> call.complete(promptTokens, completionTokens));
        });
    }

    @Override
    public void onLlmError(String requestId, Throwable failure) {
        safely(() -> {
            Optional.ofNullable(models.remove(requestId)).ifPresent(call -> call.fail(failure));
        });
    }

    @Override
    public void onLlmRetry(String requestId, Throwable failure) {
        safely(() -> {
            Optional.ofNullable(models.get(requestId)).ifPresent(call -> call.retry(failure));
        });
    }

    @Override
    public void onToolStart(String nodeId, String callId, String tool, @Nullable Object arguments) {
        safely(() -> {
            withNode(nodeId, node -> tools.put(callId, node.tool(tool, arguments)));
        });
    }

    @Override
    public void onToolEnd(String callId, @Nullable Object result) {
        safely(() -> {
            Optional.ofNullable(tools.remove(callId)).ifPresent(call -> call.complete(result));
        });
    }

    @Override
    public void onToolError(String callId, Throwable failure) {
        safely(() -> {
            Optional.ofNullable(tools.remove(callId)).ifPresent(call -> call.fail(failure));
        });
    }

    @Override
    public void onToolRetry(String callId, Throwable failure) {
        safely(() -> {
            Optional.ofNullable(tools.get(callId)).ifPresent(call -> call.retry(failure));
        });
    }

    @Override
    public void onCheckpointSave(String id) {
        safely(() -> {
            withRun(open -> open.checkpointSaved(id));
        });
    }

    @Override
    public void onCheckpointLoad(String id) {
        safely(() -> {
            withRun(open -> open.checkpointLoaded(id));
        });
    }

    @Override
    public void onCheckpointDelete(String id) {
        safely(() -> {
            withRun(open -> open.checkpointDeleted(id));
        });
    }

    @Override
    public void onMemorySave(String key) {
        safely(() -> {
            withRun(open -> open.memorySaved(key));
        });
    }

    @Override
    public void onMemoryLoad(String key) {
        safely(() -> {
            withRun(open -> open.memoryLoaded(key));
        });
    }

    @Override
    public void onHumanInterrupt(String nodeId, String reason) {
        safely(() -> {
            withRun(open -> open.humanInterrupt(nodeId, reason));
        });
    }

    @Override
    public void onHumanResume(String nodeId) {
        safely(() -> {
            withRun(open -> open.humanResume(nodeId));
        });
    }

    @Override
    public void onOptimizationStart(String optimizationId, String targetNode, String targetParam, String strategy) {
        safely(() -> {
            withRun(open -> open.optimizationStarted(optimizationId, targetNode, targetParam, strategy));
        });
    }

    @Override
    public void onOptimizationEnd(
            String optimizationId,
            String targetNode,
            int variantsTested,
            double improvementDelta,
            String terminationReason) {
        safely(() -> {
            withRun(open -> open.optimizationEnded(
                    optimizationId, targetNode, variantsTested, improvementDelta, terminationReason));
        });
    }

    @Override
    public void onMetrics(Map<String, ? extends Number> values) {
        safely(() -> {
            withRun(open -> open.metrics(values));
        });
    }

    @Override
    public void onError(String code, String message) {
        safely(() -> {
            withRun(open -> open.error(code, message));
        });
    }
}
