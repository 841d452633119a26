package io.dashstream.examples.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dashstream.examples.agent.ResearchState;

/** JSON for tests, made by plain Jackson. */
final class Json {

    private Json() {}

    static JsonNode text(String value) {
        return TextNode.valueOf(value);
    }

    /** A state with another question. */
    static JsonNode of(String question, ResearchState state) {
        ObjectNode tree = new ObjectMapper().valueToTree(state);
        return tree.put("question", question);
    }
}
