package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the patch that leads from one state to another. Thread-safe. */
public final class StateDiffer {

    private static final StateDiffer DEFAULT = new StateDiffer();

    private StateDiffer() {}

    /**
     * The differ with its default limits.
     *
     * @return a differ that may be shared
     */
    public static StateDiffer ofDefaults() {
        return DEFAULT;
    }

    /**
     * The patch that leads from one state to another; empty if they are equal.
     *
     * @param from the state to start from
     * @param to the state to arrive at
     * @return the patch
     */
    public StatePatch diff(JsonNode from, JsonNode to) {
        List<PatchOperation> operations = new ArrayList<>();
        diff(from, to, "", operations);
        return StatePatch.of(operations);
    }

    @SuppressWarnings("ReferenceEquality") // the same object needs no look inside
    private static void diff(JsonNode from, JsonNode to, String path, List<PatchOperation> operations) {
        if (from == to) {
            return;
        }
        if (from instanceof ObjectNode a && to instanceof ObjectNode b) {
            objects(a, b, path, operations);
        } else if (from instanceof ArrayNode a && to instanceof ArrayNode b) {
            arrays(a, b, path, operations);
        } else if (!same(from, to)) {
            operations.add(new PatchOperation.Replace(path, to));
        }
    }

    private static boolean same(JsonNode from, JsonNode to) {
        return from.getNodeType() == to.getNodeType()
                && CanonicalJson.encodeText(from).equals(CanonicalJson.encodeText(to));
    }

    private static void objects(ObjectNode from, ObjectNode to, String path, List<PatchOperation> operations) {
        for (Map.Entry<String, JsonNode> member : from.properties()) {
            String child = path + "/" + member.getKey().replace("~", "~0").replace("/", "~1");
            JsonNode next = to.get(member.getKey());
            if (next == null) {
                operations.add(new PatchOperation.Remove(child));
            } else {
                diff(member.getValue(), next, child, operations);
            }
        }
        for (Map.Entry<String, JsonNode> member : to.properties()) {
            if (!from.has(member.getKey())) {
                operations.add(new PatchOperation.Add(
                        path + "/" + member.getKey().replace("~", "~0").replace("/", "~1"), member.getValue()));
            }
        }
    }

    private static void arrays(ArrayNode from, ArrayNode to, String path, List<PatchOperation> operations) {
        int common = Math.min(from.size(), to.size());
        for (int index = 0; index < common; index++) {
            diff(from.get(index), to.get(index), path + "/" + index, operations);
        }
        for (int index = from.size() - 1; index >= common; index--) {
            operations.add(new PatchOperation.Remove(path + "/" + index));
        }
        for (int index = common; index < to.size(); index++) {
            operations.add(new PatchOperation.Add(path + "/" + index, to.get(index)));
        }
    }
}
