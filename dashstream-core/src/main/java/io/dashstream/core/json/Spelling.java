package io.dashstream.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;

/** The two ways in which we spell a value: they differ in the order of members and in large doubles. */
enum Spelling {
    /** Members as they come. A double beyond the safe range keeps its exponent, so that it is read as a double again. */
    COMPACT {
        @Override
        Iterable<Map.Entry<String, JsonNode>> members(ObjectNode node) {
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
        Iterable<Map.Entry<String, JsonNode>> members(ObjectNode node) {
            return sorted(node);
        }

        @Override
        String of(double value) {
            return Numbers.toEcmaScript(value);
        }
    };

    abstract Iterable<Map.Entry<String, JsonNode>> members(ObjectNode node);

    abstract String of(double value);

    /** {@code String.compareTo} compares UTF-16 code units, as RFC 8785 asks. Most objects are small: no general sort. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private static Iterable<Map.Entry<String, JsonNode>> sorted(ObjectNode node) {
        Map.Entry<String, JsonNode>[] members = new Map.Entry[node.size()];
        int count = 0;
        boolean small = members.length <= 12;
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            int slot = count++;
            if (small) {
                String name = member.getKey();
                while (slot > 0 && members[slot - 1].getKey().compareTo(name) > 0) {
                    members[slot] = members[slot - 1];
                    slot--;
                }
            }
            members[slot] = member;
        }
        if (!small) {
            Arrays.sort(members, Map.Entry.comparingByKey());
        }
        return Arrays.asList(members);
    }
}
