package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/** Some consecutive elements of an array. */
record Slice(ArrayNode array, int start, int size) {

    JsonNode get(int index) {
        return array.get(start + index);
    }
}
