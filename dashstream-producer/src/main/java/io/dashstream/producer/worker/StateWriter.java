package io.dashstream.producer.worker;

import com.fasterxml.jackson.databind.JsonNode;

/** Writes a whole state as JSON. An interface so that a test can make it fail. */
@FunctionalInterface
public interface StateWriter {

    /**
     * Writes a state.
     *
     * @param state a tree
     * @return compact JSON in UTF-8
     * @throws io.dashstream.core.json.JsonException if the tree is not JSON
     */
    byte[] write(JsonNode state);
}
