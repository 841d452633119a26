package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.JsonValues;
import java.util.Map;

/**
 * How much two array elements have in common, found by a look at the elements and their scalar members. Objects and
 * arrays inside are not looked into, so every node is looked at only for the one array that it belongs to.
 */
enum Likeness {
    /** One value, proven. */
    EQUAL,
    /** All scalars are equal; what is inside of inner objects and arrays is not known. */
    ALIKE,
    /** Two values, proven. */
    DIFFERENT;

    private static final int MEMBERS = 8;

    @SuppressWarnings("ReferenceEquality") // the same node needs no look inside
    static Likeness of(JsonNode a, JsonNode b) {
        if (a == b) {
            return EQUAL;
        }
        if (a instanceof ObjectNode from) {
            return b instanceof ObjectNode to ? of(from, to) : DIFFERENT;
        }
        if (a instanceof ArrayNode from) {
            return b instanceof ArrayNode to ? of(from, to) : DIFFERENT;
        }
        return JsonValues.scalarsEqual(a, b) ? EQUAL : DIFFERENT;
    }

    /** How many nodes {@link #of} looks at. */
    @SuppressWarnings("ReferenceEquality") // the same node needs no look inside
    static int steps(JsonNode a, JsonNode b) {
        return a == b ? 1 : 1 + a.size();
    }

    private static Likeness of(ObjectNode a, ObjectNode b) {
        if (a.size() != b.size()) {
            return DIFFERENT;
        }
        Likeness likeness = EQUAL;
        Counterparts others = new Counterparts(b);
        for (Map.Entry<String, JsonNode> member : a.properties()) {
            JsonNode other = others.get(member.getKey());
            likeness = other == null ? DIFFERENT : likeness.and(member.getValue(), other);
            if (likeness == DIFFERENT) {
                break;
            }
        }
        return likeness;
    }

    private static Likeness of(ArrayNode a, ArrayNode b) {
        if (a.size() != b.size()) {
            return DIFFERENT;
        }
        Likeness likeness = EQUAL;
        for (int index = 0; index < a.size() && likeness != DIFFERENT; index++) {
            likeness = likeness.and(a.get(index), b.get(index));
        }
        return likeness;
    }

    @SuppressWarnings("ReferenceEquality") // the same node needs no look inside
    private Likeness and(JsonNode a, JsonNode b) {
        if (a == b) {
            return this;
        }
        if (a.isContainerNode()) {
            return a.getNodeType() == b.getNodeType() ? ALIKE : DIFFERENT;
        }
        return JsonValues.scalarsEqual(a, b) ? this : DIFFERENT;
    }

    /** How many of the first members of two objects are equal scalars under one name; 0 for anything else. */
    static int inCommon(JsonNode a, JsonNode b) {
        if (!(a instanceof ObjectNode from) || !(b instanceof ObjectNode to)) {
            return 0;
        }
        int common = 0;
        int seen = 0;
        for (Map.Entry<String, JsonNode> member : from.properties()) {
            JsonNode other = to.get(member.getKey());
            if (other != null && !other.isContainerNode() && JsonValues.scalarsEqual(member.getValue(), other)) {
                common++;
            }
            if (++seen == MEMBERS) {
                break;
            }
        }
        return common;
    }
}
