package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.diff.PatchException.Reason;
import io.dashstream.core.json.JsonException;
import java.util.List;

/**
 * Applies operations by path copying: a container is copied, shallowly, when the first operation has to change it, and
 * changed in place by later ones. Everything that no path leads through is shared with the old state. The old state is
 * never changed, so a patch that fails half-way leaves nothing behind.
 */
final class PatchApplier {

    private final PatchWork work = new PatchWork();

    /** The document: a node, or a draft once something in it was changed. */
    private Object root;

    private PatchApplier(JsonNode state) {
        this.root = state;
    }

    static JsonNode apply(List<PatchOperation> operations, JsonNode state) {
        if (operations.size() > StatePatch.MAX_OPERATIONS) {
            throw PatchException.tooManyOperations(operations.size());
        }
        PatchApplier applier = new PatchApplier(state);
        for (int index = 0; index < operations.size(); index++) {
            PatchOperation operation = operations.get(index);
            try {
                applier.apply(operation);
            } catch (Refusal refusal) {
                throw PatchException.of(refusal, index, operation.path());
            } catch (JsonException e) {
                throw PatchException.of(
                        new Refusal(Reason.BAD_VALUE, String.valueOf(e.getMessage())), index, operation.path());
            }
        }
        return Draft.finished(applier.root);
    }

    private void apply(PatchOperation operation) throws Refusal {
        Pointer path = Pointer.parse(operation.path());
        if (operation instanceof PatchOperation.Add add) {
            work.requireDepth(add.value(), path.depth());
            add(path, add.value());
        } else if (operation instanceof PatchOperation.Remove) {
            remove(path);
        } else if (operation instanceof PatchOperation.Replace replace) {
            work.requireDepth(replace.value(), path.depth());
            replace(path, replace.value());
        } else if (operation instanceof PatchOperation.Move move) {
            move(Pointer.parse(move.from()), path);
        } else if (operation instanceof PatchOperation.Copy copy) {
            copy(Pointer.parse(copy.from()), path);
        } else if (operation instanceof PatchOperation.Test test) {
            test(path, test.value());
        }
    }

    private void add(Pointer path, Object part) throws Refusal {
        if (path.isRoot()) {
            root = part;
        } else {
            parentOf(path).add(path.last(), part);
        }
    }

    private Object remove(Pointer path) throws Refusal {
        if (path.isRoot()) {
            throw new Refusal(Reason.IMPOSSIBLE, "the whole document can't be removed");
        }
        return parentOf(path).remove(path.last());
    }

    private void replace(Pointer path, Object part) throws Refusal {
        if (path.isRoot()) {
            root = part;
        } else {
            parentOf(path).replace(path.last(), part);
        }
    }

    private void move(Pointer from, Pointer path) throws Refusal {
        if (from.isSameAs(path)) {
            find(path);
            return;
        }
        if (from.leadsInto(path)) {
            throw new Refusal(Reason.IMPOSSIBLE, "a value can't be moved into itself");
        }
        Object part = remove(from);
        if (path.depth() > from.depth()) {
            work.requireDepth(part, path.depth());
        }
        add(path, part);
    }

    /** Both places share the value, so it must not be a draft any more. */
    private void copy(Pointer from, Pointer path) throws Refusal {
        Object part = find(from);
        JsonNode value = Draft.finished(part);
        if (part instanceof Draft) {
            replace(from, value);
        }
        work.countCopy(value);
        work.requireDepth(value, path.depth());
        add(path, value);
    }

    private void test(Pointer path, JsonNode expected) throws Refusal {
        Object part = find(path);
        if (!PartEquality.equal(part, expected)) {
            String actual = part instanceof Draft draft
                    ? "a changed container of " + draft.size() + " parts"
                    : Excerpt.of((JsonNode) part);
            throw new Refusal(Reason.TEST_FAILED, "test expects " + Excerpt.of(expected) + " but finds " + actual);
        }
    }

    /** The part that a path leads to, without opening anything. */
    private Object find(Pointer path) throws Refusal {
        Object part = root;
        for (int level = 0; level < path.depth(); level++) {
            String segment = path.segment(level);
            part = part instanceof Draft draft ? draft.get(segment) : child((JsonNode) part, segment);
        }
        return part;
    }

    private static JsonNode child(JsonNode node, String segment) throws Refusal {
        if (node.isArray()) {
            if (segment.equals("-")) {
                throw new Refusal(Reason.BAD_INDEX, "'-' names no element, only the place to append one");
            }
            return node.get(Pointer.index(segment, node.size()));
        }
        if (!node.isObject()) {
            throw notAContainer(node);
        }
        JsonNode child = node.get(segment);
        if (child == null) {
            throw new Refusal(Reason.NO_SUCH_TARGET, "there is no member '" + Excerpt.of(segment) + "'");
        }
        return child;
    }

    /** The container that holds the last segment, opened together with all containers on the way. */
    private Draft parentOf(Pointer path) throws Refusal {
        Draft parent = opened(root);
        root = parent;
        for (int level = 0; level < path.depth() - 1; level++) {
            String segment = path.segment(level);
            Object part = parent.get(segment);
            if (part instanceof Draft draft) {
                parent = draft;
            } else {
                Draft draft = opened(part);
                parent.replace(segment, draft);
                parent = draft;
            }
        }
        return parent;
    }

    private Draft opened(Object part) throws Refusal {
        if (part instanceof Draft draft) {
            return draft;
        }
        JsonNode node = (JsonNode) part;
        Draft draft = Draft.of(node);
        if (draft == null) {
            throw notAContainer(node);
        }
        work.countNodes(node.size());
        return draft;
    }

    private static Refusal notAContainer(JsonNode node) {
        return new Refusal(Reason.NOT_A_CONTAINER, "path leads through " + Excerpt.of(node));
    }
}
