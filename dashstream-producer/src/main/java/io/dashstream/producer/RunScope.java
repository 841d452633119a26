package io.dashstream.producer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of a graph. Open children are ended with it.
 *
 * <pre>{@code
 * try (RunScope run = producer.startRun(RunSpec.of("customer-7").manifest(manifest).initialState(state))) {
 *     state = run.node("plan", node -> plan(state));
 *     run.state(state);
 *     run.complete(state);
 * }
 * }</pre>
 */
public interface RunScope extends Scope {

    /**
     * The run's own id.
     *
     * @return an id, unique for each run
     */
    String runId();

    /**
     * Begins a node. Nodes may overlap: parallel branches need no special call.
     *
     * @param nodeId the node's name in the graph
     * @return its scope
     */
    NodeScope node(String nodeId);

    /**
     * Begins a node whose configuration is known.
     *
     * @param nodeId the node's name in the graph
     * @param config what it is configured with
     * @return its scope
     */
    NodeScope node(String nodeId, NodeConfig config);

    /**
     * Runs a node: reports its start, and its end or failure.
     *
     * @param nodeId the node's name in the graph
     * @param body what it does
     * @param <R> what it gives
     * @param <X> what it may throw
     * @return what the body gave
     * @throws X what the body threw
     */
    <R extends @Nullable Object, X extends Exception> R node(String nodeId, NodeBody<R, X> body) throws X;

    /**
     * The run goes from one node to the next.
     *
     * @param from where it was
     * @param to where it goes
     */
    void edge(String from, String to);

    /**
     * The run goes to the next node by a decision.
     *
     * @param from where it was
     * @param to where it goes
     * @param conditionResult what was decided
     */
    void conditionalEdge(String from, String to, String conditionResult);

    /**
     * Branches begin side by side.
     *
     * @param nodeIds the first node of each
     */
    void parallelStarted(List<String> nodeIds);

    /**
     * Branches have come together again.
     *
     * @param nodeIds the same names as at the start
     */
    void parallelEnded(List<String> nodeIds);

    /**
     * The state is now this. Sends what changed since the last state; nothing if nothing did.
     *
     * @param state any value, usually a map, a record or a bean; it may change afterwards
     */
    void state(@Nullable Object state);

    /**
     * The state is now this, and receivers get all of it.
     *
     * @param state any value
     */
    void checkpoint(@Nullable Object state);

    /**
     * The run waits for a person.
     *
     * @param nodeId where it waits
     * @param reason what for
     */
    void humanInterrupt(String nodeId, String reason);

    /**
     * A person has answered.
     *
     * @param nodeId where it goes on
     */
    void humanResume(String nodeId);

    /**
     * The runtime saved a checkpoint of its own.
     *
     * @param id the runtime's id for it
     */
    void checkpointSaved(String id);

    /**
     * The runtime loaded a checkpoint of its own.
     *
     * @param id the runtime's id for it
     */
    void checkpointLoaded(String id);

    /**
     * The runtime deleted a checkpoint of its own.
     *
     * @param id the runtime's id for it
     */
    void checkpointDeleted(String id);

    /**
     * The graph wrote to its memory.
     *
     * @param key where
     */
    void memorySaved(String key);

    /**
     * The graph read from its memory.
     *
     * @param key where
     */
    void memoryLoaded(String key);

    /**
     * An optimisation of the graph began.
     *
     * @param optimizationId its id
     * @param targetNode what is optimised
     * @param targetParam which parameter
     * @param strategy how
     */
    void optimizationStarted(String optimizationId, String targetNode, String targetParam, String strategy);

    /**
     * An optimisation of the graph ended.
     *
     * @param optimizationId its id
     * @param targetNode what was optimised
     * @param variantsTested how many variants were tried
     * @param improvementDelta how much better it is
     * @param terminationReason why it ended
     */
    void optimizationEnded(
            String optimizationId,
            String targetNode,
            int variantsTested,
            double improvementDelta,
            String terminationReason);

    /**
     * Reports measurements of the run.
     *
     * @param values figures by name
     */
    void metrics(Map<String, ? extends Number> values);

    /**
     * Reports an error that does not end the run.
     *
     * @param code a short code
     * @param message for people
     */
    void error(String code, String message);

    /**
     * The run ended well with this state, which is sent whole.
     *
     * @param finalState any value
     */
    void complete(@Nullable Object finalState);

    /**
     * The run stopped to wait, and this run ends here; going on is a new run.
     *
     * @param nodeId where it stopped
     */
    void interrupt(String nodeId);
}
