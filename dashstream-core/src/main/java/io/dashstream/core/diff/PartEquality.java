package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.JsonValues;
import java.util.List;
import java.util.Map;

/** Compares a part of a document that is being changed with a finished value. */
final class PartEquality {

    private PartEquality() {}

    static boolean equal(Object part, JsonNode value) {
        if (part instanceof ObjectDraft draft) {
            return value.isObject() && draft.size() == value.size() && equal(draft.members(), value);
        }
        if (part instanceof ArrayDraft draft) {
            return value.isArray() && draft.size() == value.size() && equal(draft.chunks(), value);
        }
        return JsonValues.equal((JsonNode) part, value);
    }

    private static boolean equal(Map<String, Object> members, JsonNode value) {
        return members.entrySet().stream().allMatch(member -> {
            JsonNode other = value.get(member.getKey());
            return other != null && equal(member.getValue(), other);
        });
    }

    private static boolean equal(List<List<Object>> chunks, JsonNode value) {
        int index = 0;
        for (List<Object> chunk : chunks) {
            for (Object element : chunk) {
                if (!equal(element, value.get(index++))) {
                    return false;
                }
            }
        }
        return true;
    }
}
