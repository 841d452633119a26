package io.dashstream.core.diff;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.diff.PatchException.Reason;
import java.util.List;

/** Applies operations to a private copy. */
final class PatchApplier {

    private JsonNode root;
    private int index;

    private PatchApplier(JsonNode root) {
        this.root = root;
    }

    static JsonNode apply(List<PatchOperation> operations, JsonNode state) {
        PatchApplier applier = new PatchApplier(state.deepCopy());
        for (PatchOperation operation : operations) {
            applier.apply(operation);
            applier.index++;
        }
        return applier.root;
    }

    private void apply(PatchOperation operation) {
        if (operation instanceof PatchOperation.Add add) {
            add(add.path(), add.value());
        } else if (operation instanceof PatchOperation.Remove remove) {
            remove(remove.path());
        } else if (operation instanceof PatchOperation.Replace replace) {
            replace(replace.path(), replace.value());
        } else if (operation instanceof PatchOperation.Move move) {
            add(move.path(), remove(move.from()));
        } else if (operation instanceof PatchOperation.Copy copy) {
            add(copy.path(), get(copy.from()).deepCopy());
        } else if (operation instanceof PatchOperation.Test test
                && !get(test.path()).equals(test.value())) {
            throw refused(Reason.TEST_FAILED, test.path());
        }
    }

    private JsonNode get(String path) {
        JsonNode found = root.at(JsonPointer.compile(path));
        if (found.isMissingNode()) {
            throw refused(Reason.NO_SUCH_TARGET, path);
        }
        return found;
    }

    private void add(String path, JsonNode value) {
        JsonPointer pointer = JsonPointer.compile(path);
        if (pointer.matches()) {
            root = value;
            return;
        }
        JsonNode parent = root.at(pointer.head());
        String last = pointer.last().getMatchingProperty();
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            array.insert(last.equals("-") ? array.size() : position(path, last, array.size()), value);
        } else {
            throw refused(Reason.NO_SUCH_TARGET, path);
        }
    }

    private JsonNode remove(String path) {
        JsonPointer pointer = JsonPointer.compile(path);
        JsonNode found = get(path);
        if (pointer.matches()) {
            throw refused(Reason.IMPOSSIBLE, path);
        }
        JsonNode parent = root.at(pointer.head());
        String last = pointer.last().getMatchingProperty();
        if (parent instanceof ObjectNode object) {
            object.remove(last);
        } else if (parent instanceof ArrayNode array) {
            array.remove(position(path, last, array.size() - 1));
        }
        return found;
    }

    private void replace(String path, JsonNode value) {
        get(path);
        JsonPointer pointer = JsonPointer.compile(path);
        if (pointer.matches()) {
            root = value;
            return;
        }
        JsonNode parent = root.at(pointer.head());
        String last = pointer.last().getMatchingProperty();
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            array.set(position(path, last, array.size() - 1), value);
        }
    }

    private int position(String path, String segment, int most) {
        if (!segment.matches("0|[1-9][0-9]{0,8}") || Integer.parseInt(segment) > most) {
            throw refused(Reason.BAD_INDEX, path);
        }
        return Integer.parseInt(segment);
    }

    private PatchException refused(Reason reason, String path) {
        return new PatchException(reason, index, path, "operation " + index + " at '" + path + "': " + reason);
    }
}
