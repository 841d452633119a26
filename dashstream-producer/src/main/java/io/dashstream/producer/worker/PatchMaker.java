package io.dashstream.producer.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.diff.StatePatch;

/** Makes the patch between two states. An interface so that a test can make it fail. */
@FunctionalInterface
public interface PatchMaker {

    /**
     * Makes a patch.
     *
     * @param from the state to start from
     * @param to the state to arrive at
     * @return the patch
     */
    StatePatch diff(JsonNode from, JsonNode to);
}
