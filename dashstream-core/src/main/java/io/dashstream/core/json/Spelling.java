package io.dashstream.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The two ways in which we spell a value: they differ in the order of members and in large doubles. */
enum Spelling {
    /** Members as they come. A double beyond the safe range keeps its exponent, so that it is read as a double again. */
    COMPACT {
        @Override
        Collection<Map.Entry<String, JsonNode>> members(ObjectNode node) {
            return node.properties();
        }

        @Override
        String of(double value) {
            return Numbers.isBeyondSafe(value) ? Numbers.toExponentText(value) : Numbers.toEcmaScript(value);
        }
    },
    /** RFC 8785: members sorted by UTF-16 code units, doubles as ECMAScript prints them. */
    CANONICAL {
        @Override
        Collection<Map.Entry<String, JsonNode>> members(ObjectNode node) {
            List<Map.Entry<String, JsonNode>> members = new ArrayList<>(node.properties());
            members.sort(Map.Entry.comparingByKey());
            return members;
        }

        @Override
        String of(double value) {
            return Numbers.toEcmaScript(value);
        }
    };

    abstract Collection<Map.Entry<String, JsonNode>> members(ObjectNode node);

    abstract String of(double value);
}
