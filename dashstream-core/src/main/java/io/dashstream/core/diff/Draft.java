package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A container that is being changed: a private copy of an object's members or an array's elements. Each of these is
 * either a {@code JsonNode}, which is shared with others and never changed, or a draft, which belongs to this draft
 * alone.
 */
abstract sealed class Draft permits ObjectDraft, ArrayDraft {

    /** A draft of a container; null for a scalar. */
    static @Nullable Draft of(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return new ObjectDraft(object);
        }
        return node instanceof ArrayNode array ? new ArrayDraft(array) : null;
    }

    /** The finished value of a part, which is a node or a draft. */
    static JsonNode finished(Object part) {
        return part instanceof Draft draft ? draft.finish() : (JsonNode) part;
    }

    abstract int size();

    /** The part at a segment, which must be there. */
    abstract Object get(String segment) throws Refusal;

    /** Puts another part in the place of one that must be there; returns the old one. */
    abstract Object replace(String segment, Object part) throws Refusal;

    /** Adds a member, or inserts an element. */
    abstract void add(String segment, Object part) throws Refusal;

    /** Takes out a part, which must be there. */
    abstract Object remove(String segment) throws Refusal;

    /** The finished container. The draft must not be used any more. */
    abstract JsonNode finish();
}
