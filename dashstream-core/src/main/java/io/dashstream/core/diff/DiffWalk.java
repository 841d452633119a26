package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.JsonValues;
import io.dashstream.core.json.StrictJson;
import java.util.Map;

/**
 * One comparison of two states: walks both trees together and writes down what differs.
 *
 * <p>Every node is compared with at most one counterpart. Where the counterpart of an array's element is in question,
 * it is chosen by a bounded look ({@link Likeness}, {@link Fingerprint}) before anything is compared; what was chosen is
 * never taken back. That keeps the work linear in the size of the states, whatever they look like.
 */
final class DiffWalk {

    private final OperationBuffer out = new OperationBuffer();
    private final ArrayDiff arrays = new ArrayDiff(this, out);
    private long steps;

    /** A size that the new values compared so far, in the innermost open container, have at least. */
    private long knownSize;

    StatePatch patch(JsonNode from, JsonNode to) {
        OperationBuffer.Mark start = out.mark();
        compare(from, to);
        if (out.isRefusedSince(start)) {
            out.collapse(start, to);
        }
        return out.toPatch();
    }

    /** How many pairs of nodes were compared, looks included. */
    long steps() {
        return steps;
    }

    void countSteps(long count) {
        steps += count;
    }

    /** Writes down what differs between two values at the current path. */
    @SuppressWarnings("ReferenceEquality") // the same node needs no look inside
    void compare(JsonNode from, JsonNode to) {
        steps++;
        if (from == to) {
            return;
        }
        boolean objects = from instanceof ObjectNode && to instanceof ObjectNode;
        if (objects || (from instanceof ArrayNode && to instanceof ArrayNode)) {
            compareContainers(from, to);
        } else if (!JsonValues.scalarsEqual(from, to)) {
            out.replace(to);
        }
    }

    private void compareContainers(JsonNode from, JsonNode to) {
        if (out.path().depth() >= StrictJson.MAX_DEPTH) {
            throw StrictJson.tooDeep();
        }
        OperationBuffer.Mark start = out.mark();
        long sizeBefore = knownSize;
        knownSize = leastSize(to);
        if (from instanceof ObjectNode object) {
            compareObjects(object, (ObjectNode) to);
        } else {
            arrays.compare((ArrayNode) from, (ArrayNode) to, start);
        }
        if (out.countSince(start) > 0 && out.path().depth() > 0) {
            collapseIfShorter(start, to);
        }
        knownSize += sizeBefore;
    }

    /**
     * One operation that replaces a container may be shorter than those that change its parts. The size of a container
     * is asked for only if the operations have doubled since the size of a part was, so that deep nesting does not
     * multiply the work.
     */
    private void collapseIfShorter(OperationBuffer.Mark start, JsonNode to) {
        long bytes = out.bytesSince(start);
        if (out.isRefusedSince(start)) {
            out.collapse(start, to);
        } else if (bytes > knownSize) {
            knownSize = out.sizeUpTo(to, 2 * bytes);
            if (knownSize + out.replaceOverhead() < bytes) {
                out.collapse(start, to);
            }
        }
    }

    private static long leastSize(JsonNode container) {
        return container.isObject() ? 5L * container.size() : 2L * container.size();
    }

    private void compareObjects(ObjectNode from, ObjectNode to) {
        Counterparts others = new Counterparts(to);
        int found = 0;
        for (Map.Entry<String, JsonNode> member : from.properties()) {
            JsonNode other = others.get(member.getKey());
            out.path().enter(member.getKey());
            if (other == null) {
                out.remove();
            } else {
                found++;
                compare(member.getValue(), other);
            }
            out.path().leave();
        }
        if (found < to.size()) {
            addNewMembers(from, to);
        }
    }

    private void addNewMembers(ObjectNode from, ObjectNode to) {
        for (Map.Entry<String, JsonNode> member : to.properties()) {
            if (!from.has(member.getKey())) {
                out.path().enter(member.getKey());
                out.add(member.getValue());
                out.path().leave();
            }
        }
    }
}
