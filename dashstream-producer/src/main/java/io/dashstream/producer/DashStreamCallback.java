package io.dashstream.producer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a graph runtime calls when it knows nodes and calls by name only. Hand-written graphs use {@link RunScope} instead, which
 * says the same with handles.
 *
 * <p>One per run. No method blocks or throws, whatever it is given and in whatever order it is called: what fits nowhere is
 * ignored. Thread-safe. Every method does nothing by default, so that {@link #noop()} is this interface itself.
 */
public interface DashStreamCallback {

    /**
     * A callback that does nothing.
     *
     * @return the callback
     */
    static DashStreamCallback noop() {
        return new DashStreamCallback() {};
    }

    /** The run begins. Everything before this call is ignored. */
    default void onGraphStart() {}

    /** The run ended well. */
    default void onGraphEnd() {}

    /**
     * The run ended well with this state.
     *
     * @param finalState any value
     */
    default void onGraphEnd(@Nullable Object finalState) {}

    /**
     * The run ended, in its own way.
     *
     * @param outcome how; {@link Outcome#ERROR} is better said by {@link #onGraphError}
     */
    default void onGraphStop(Outcome outcome) {}

    /**
     * The run failed.
     *
     * @param failure why
     */
    default void onGraphError(Throwable failure) {}

    /**
     * A node begins. Of a node that is passed several times at once, the end called first belongs to the start called last.
     *
     * @param nodeId its name
     */
    default void onNodeStart(String nodeId) {}

    /**
     * A node begins whose configuration is known.
     *
     * @param nodeId its name
     * @param config what it is configured with
     */
    default void onNodeStart(String nodeId, NodeConfig config) {}

    /**
     * A node ended well.
     *
     * @param nodeId its name
     */
    default void onNodeEnd(String nodeId) {}

    /**
     * A node failed.
     *
     * @param nodeId its name
     * @param failure why
     */
    default void onNodeError(String nodeId, Throwable failure) {}

    /**
     * The run goes from one node to the next.
     *
     * @param from where it was
     * @param to where it goes
     */
    default void onEdge(String from, String to) {}

    /**
     * The run goes to the next node by a decision.
     *
     * @param from where it was
     * @param to where it goes
     * @param conditionResult what was decided
     */
    default void onConditionalEdge(String from, String to, String conditionResult) {}

    /**
     * Branches begin side by side.
     *
     * @param nodeIds the first node of each
     */
    default void onParallelStart(List<String> nodeIds) {}

    /**
     * Branches have come together again.
     *
     * @param nodeIds the same names as at the start
     */
    default void onParallelEnd(List<String> nodeIds) {}

    /**
     * The state is now this.
     *
     * @param state any value
     */
    default void onState(@Nullable Object state) {}

    /**
     * The state is now this, and receivers get all of it.
     *
     * @param state any value
     */
    default void onCheckpoint(@Nullable Object state) {}

    /**
     * How far a node is.
     *
     * @param nodeId the node
     * @param message for people
     * @param percent from 0.0 to 1.0
     */
    default void onNodeProgress(String nodeId, String message, double percent) {}

    /**
     * What a node thinks.
     *
     * @param nodeId the node
     * @param thought for people
     * @param step a number, or a name, of the step
     */
    default void onNodeThinking(String nodeId, String thought, String step) {}

    /**
     * A part of a node's work.
     *
     * @param nodeId the node
     * @param name the part
     * @param status how it stands
     */
    default void onNodeSubstep(String nodeId, String name, String status) {}

    /**
     * Something is not as it should be, and the node goes on.
     *
     * @param nodeId the node
     * @param message for people
     */
    default void onNodeWarning(String nodeId, String message) {}

    /**
     * A model call begins.
     *
     * @param nodeId the node that makes it
     * @param requestId the call's id, as the runtime knows it
     * @param model the model's name
     */
    default void onLlmStart(String nodeId, String requestId, String model) {}

    /**
     * A piece of a model's answer.
     *
     * @param requestId the call
     * @param text the piece
     */
    default void onToken(String requestId, CharSequence text) {}

    /**
     * A model call ended well.
     *
     * @param requestId the call
     * @param promptTokens tokens read
     * @param completionTokens tokens written
     */
    default void onLlmEnd(String requestId, int promptTokens, int completionTokens) {}

    /**
     * A model call failed.
     *
     * @param requestId the call
     * @param failure why
     */
    default void onLlmError(String requestId, Throwable failure) {}

    /**
     * A model call is made again.
     *
     * @param requestId the call
     * @param failure why the attempt before failed
     */
    default void onLlmRetry(String requestId, Throwable failure) {}

    /**
     * A tool call begins.
     *
     * @param nodeId the node that makes it
     * @param callId the call's id, as the runtime knows it
     * @param tool the tool's name
     * @param arguments what it is called with
     */
    default void onToolStart(String nodeId, String callId, String tool, @Nullable Object arguments) {}

    /**
     * A tool call ended well.
     *
     * @param callId the call
     * @param result what it gave
     */
    default void onToolEnd(String callId, @Nullable Object result) {}

    /**
     * A tool call failed.
     *
     * @param callId the call
     * @param failure why
     */
    default void onToolError(String callId, Throwable failure) {}

    /**
     * A tool call is tried again.
     *
     * @param callId the call
     * @param failure why the attempt before failed
     */
    default void onToolRetry(String callId, Throwable failure) {}

    /**
     * The runtime saved a checkpoint of its own.
     *
     * @param id the runtime's id for it
     */
    default void onCheckpointSave(String id) {}

    /**
     * The runtime loaded a checkpoint of its own.
     *
     * @param id the runtime's id for it
     */
    default void onCheckpointLoad(String id) {}

    /**
     * The runtime deleted a checkpoint of its own.
     *
     * @param id the runtime's id for it
     */
    default void onCheckpointDelete(String id) {}

    /**
     * The graph wrote to its memory.
     *
     * @param key where
     */
    default void onMemorySave(String key) {}

    /**
     * The graph read from its memory.
     *
     * @param key where
     */
    default void onMemoryLoad(String key) {}

    /**
     * The run waits for a person.
     *
     * @param nodeId where
     * @param reason what for
     */
    default void onHumanInterrupt(String nodeId, String reason) {}

    /**
     * A person has answered.
     *
     * @param nodeId where it goes on
     */
    default void onHumanResume(String nodeId) {}

    /**
     * An optimisation of the graph began.
     *
     * @param optimizationId its id
     * @param targetNode what is optimised
     * @param targetParam which parameter
     * @param strategy how
     */
    default void onOptimizationStart(String optimizationId, String targetNode, String targetParam, String strategy) {}

    /**
     * An optimisation of the graph ended.
     *
     * @param optimizationId its id
     * @param targetNode what was optimised
     * @param variantsTested how many variants were tried
     * @param improvementDelta how much better it is
     * @param terminationReason why it ended
     */
    default void onOptimizationEnd(
            String optimizationId,
            String targetNode,
            int variantsTested,
            double improvementDelta,
            String terminationReason) {}

    /**
     * Measurements of the run.
     *
     * @param values figures by name
     */
    default void onMetrics(Map<String, ? extends Number> values) {}

    /**
     * An error that does not end the run.
     *
     * @param code a short code
     * @param message for people
     */
    default void onError(String code, String message) {}
}
