package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.StrictJson;
import java.util.ArrayList;
import java.util.List;

/** RFC 6902 documents to and from our patches, so that tests can be read. */
final class Patches {

    private Patches() {}

    static JsonNode json(String text) {
        return StrictJson.parse(text.replace('\'', '"'));
    }

    /** A patch from its JSON, in which ' stands for ". */
    static StatePatch patch(String text) {
        return patch(json(text));
    }

    static StatePatch patch(JsonNode document) {
        List<PatchOperation> operations = new ArrayList<>();
        document.forEach(operation -> operations.add(operation(operation)));
        return StatePatch.of(operations);
    }

    private static PatchOperation operation(JsonNode json) {
        String path = json.required("path").textValue();
        return switch (json.required("op").textValue()) {
            case "add" -> new PatchOperation.Add(path, json.required("value"));
            case "remove" -> new PatchOperation.Remove(path);
            case "replace" -> new PatchOperation.Replace(path, json.required("value"));
            case "move" -> new PatchOperation.Move(json.required("from").textValue(), path);
            case "copy" -> new PatchOperation.Copy(json.required("from").textValue(), path);
            case "test" -> new PatchOperation.Test(path, json.required("value"));
            default -> throw new AssertionError(json);
        };
    }

    static ArrayNode toJson(StatePatch patch) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        patch.operations().forEach(operation -> array.add(toJson(operation)));
        return array;
    }

    private static ObjectNode toJson(PatchOperation operation) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (operation instanceof PatchOperation.Add add) {
            json.put("op", "add").put("path", add.path()).set("value", add.value());
        } else if (operation instanceof PatchOperation.Remove remove) {
            json.put("op", "remove").put("path", remove.path());
        } else if (operation instanceof PatchOperation.Replace replace) {
            json.put("op", "replace").put("path", replace.path()).set("value", replace.value());
        } else if (operation instanceof PatchOperation.Move move) {
            json.put("op", "move").put("from", move.from()).put("path", move.path());
        } else if (operation instanceof PatchOperation.Copy copy) {
            json.put("op", "copy").put("from", copy.from()).put("path", copy.path());
        } else if (operation instanceof PatchOperation.Test test) {
            json.put("op", "test").put("path", test.path()).set("value", test.value());
        }
        return json;
    }
}
