package io.dashstream.producer;

import org.jspecify.annotations.Nullable;

/** One pass through a node. A node that is passed again is a new scope. */
public interface NodeScope extends Scope {

    /**
     * The node's name.
     *
     * @return the name in the graph
     */
    String nodeId();

    /**
     * Begins a node inside this one, such as a subgraph's.
     *
     * @param nodeId its name
     * @return its scope
     */
    NodeScope node(String nodeId);

    /**
     * Begins a tool call.
     *
     * @param tool the tool's name
     * @param arguments what it is called with; any value
     * @return its scope
     */
    ToolScope tool(String tool, @Nullable Object arguments);

    /**
     * Begins a model call.
     *
     * @param model the model's name
     * @return its scope
     */
    LlmScope llm(String model);

    /**
     * How far the node is.
     *
     * @param message for people
     * @param percent from 0.0 to 1.0
     */
    void progress(String message, double percent);

    /**
     * What the node thinks.
     *
     * @param thought for people
     * @param step a number, or a name, of the step
     */
    void thinking(String thought, String step);

    /**
     * A part of the node's work.
     *
     * @param name its name
     * @param status how it stands
     */
    void substep(String name, String status);

    /**
     * Something is not as it should be, and the node goes on.
     *
     * @param message for people
     */
    void warning(String message);

    /**
     * The state is now this; see {@link RunScope#state}.
     *
     * @param state any value
     */
    void state(@Nullable Object state);
}
