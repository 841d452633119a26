package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;

/** Makes the patch that leads from one state to another. Thread-safe. */
public final class StateDiffer {

    private static final StateDiffer DEFAULT = new StateDiffer();

    private StateDiffer() {}

    /**
     * The differ with its default limits.
     *
     * @return a differ that may be shared
     */
    public static StateDiffer ofDefaults() {
        return DEFAULT;
    }

    /**
     * The patch that leads from one state to another; empty if they are equal.
     *
     * @param from the state to start from
     * @param to the state to arrive at
     * @return the patch
     */
    public StatePatch diff(JsonNode from, JsonNode to) {
        return new DiffWalk().patch(from, to);
    }
}
