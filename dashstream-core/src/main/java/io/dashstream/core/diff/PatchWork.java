package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.diff.PatchException.Reason;
import io.dashstream.core.json.JsonSizer;
import io.dashstream.core.json.StrictJson;
import java.util.List;
import java.util.Map;

/**
 * What applying one patch may cost. Without copies, the work is linear in the state and the patch. A copy is cheap to
 * make but doubles what everybody has to read later, and what was copied must be opened again before it is changed; so
 * both are counted, as are moves that have to look how deep a value is.
 */
final class PatchWork {

    /** How many bytes of JSON the copies of one patch may add. */
    static final long MAX_COPIED_BYTES = 16L << 20;

    /** How many nodes may be looked at or copied: more than the largest states have, and less than a second of work. */
    static final long MAX_NODES = 20_000_000;

    private final JsonSizer sizer = new JsonSizer();
    private long copiedBytes;
    private long nodes;

    void countCopy(JsonNode value) throws Refusal {
        copiedBytes += sizer.sizeUpTo(value, MAX_COPIED_BYTES - copiedBytes);
        if (copiedBytes > MAX_COPIED_BYTES) {
            throw new Refusal(Reason.TOO_MUCH_WORK, "copies add more than " + MAX_COPIED_BYTES + " bytes to the state");
        }
    }

    void countNodes(long count) throws Refusal {
        nodes += count;
        if (nodes > MAX_NODES) {
            throw new Refusal(Reason.TOO_MUCH_WORK, "patch needs more than " + MAX_NODES + " steps");
        }
    }

    /** Refuses a value that would be nested too deep below so many containers. */
    void requireDepth(Object part, int containers) throws Refusal {
        if (part instanceof ObjectDraft draft) {
            requireDepthOf(draft.members(), containers + 1);
        } else if (part instanceof ArrayDraft draft) {
            requireDepthOf(draft.chunks(), containers + 1);
        } else {
            requireDepthOfNode((JsonNode) part, containers);
        }
    }

    private void requireDepthOf(Map<String, Object> members, int containers) throws Refusal {
        requireAllowed(containers);
        for (Object member : members.values()) {
            requireDepth(member, containers);
        }
    }

    private void requireDepthOf(List<List<Object>> chunks, int containers) throws Refusal {
        requireAllowed(containers);
        for (List<Object> chunk : chunks) {
            for (Object element : chunk) {
                requireDepth(element, containers);
            }
        }
    }

    private void requireDepthOfNode(JsonNode node, int containers) throws Refusal {
        countNodes(1);
        if (!node.isContainerNode()) {
            return;
        }
        requireAllowed(containers + 1);
        for (JsonNode child : node) {
            requireDepthOfNode(child, containers + 1);
        }
    }

    private static void requireAllowed(int containers) throws Refusal {
        if (containers > StrictJson.MAX_DEPTH) {
            throw new Refusal(Reason.TOO_DEEP, "state would be nested deeper than " + StrictJson.MAX_DEPTH + " levels");
        }
    }
}
