package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.JsonSizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The operations found so far, with the size that each has in the patch's JSON, and the path of the place that is being
 * compared. Operations since a mark can be taken back in favour of one that replaces their common parent.
 */
final class OperationBuffer {

    /** A state of the buffer to which it can be taken back. */
    record Mark(int operations, long bytes) {}

    private static final int COMMA = 1;

    private final List<PatchOperation> operations = new ArrayList<>();
    private final JsonSizer sizer = new JsonSizer();
    private final JsonPath path = new JsonPath();
    private long bytes;

    /** Where the operations are whose path no reader would take. */
    private final Deque<Integer> overlong = new ArrayDeque<>();

    JsonPath path() {
        return path;
    }

    Mark mark() {
        return new Mark(operations.size(), bytes);
    }

    int countSince(Mark mark) {
        return operations.size() - mark.operations;
    }

    long bytesSince(Mark mark) {
        return bytes - mark.bytes;
    }

    /** Whether a reader would refuse the operations since the mark, because of a path or because of their number. */
    boolean isRefusedSince(Mark mark) {
        return countSince(mark) > StatePatch.MAX_OPERATIONS
                || (!overlong.isEmpty() && overlong.getLast() >= mark.operations);
    }

    /** Takes back everything since the mark and replaces the value at the current path. */
    void collapse(Mark mark, JsonNode value) {
        operations.subList(mark.operations, operations.size()).clear();
        bytes = mark.bytes;
        while (!overlong.isEmpty() && overlong.getLast() >= mark.operations) {
            overlong.removeLast();
        }
        replace(value);
    }

    /** The bytes of a value, or some number above the limit if there are more. */
    long sizeUpTo(JsonNode value, long limit) {
        return sizer.sizeUpTo(value, limit);
    }

    /** The bytes of an operation that replaces the value at the current path, without the value. */
    long replaceOverhead() {
        return PatchSize.replaceWithoutValue(path.text()) + COMMA;
    }

    void replace(JsonNode value) {
        write(new PatchOperation.Replace(path.text(), value), sizer.size(value));
    }

    void add(JsonNode value) {
        write(new PatchOperation.Add(path.text(), value), sizer.size(value));
    }

    void remove() {
        write(new PatchOperation.Remove(path.text()), 0);
    }

    /** Adds an element to the array at this path, which ends with a slash. */
    void addElement(String array, int index, JsonNode value) {
        write(new PatchOperation.Add(array + index, value), sizer.size(value));
    }

    void removeElement(String array, int index) {
        write(new PatchOperation.Remove(array + index), 0);
    }

    void moveElement(String array, int from, int to) {
        write(new PatchOperation.Move(array + from, array + to), 0);
    }

    private void write(PatchOperation operation, long valueBytes) {
        if (operation.path().length() > StatePatch.MAX_PATH_CHARS) {
            overlong.add(operations.size());
        }
        operations.add(operation);
        bytes += PatchSize.withoutValue(operation) + valueBytes + COMMA;
    }

    StatePatch toPatch() {
        // Brackets, and one comma less than there are operations.
        long total = operations.isEmpty() ? 2 : bytes + 1;
        return StatePatch.ofSize(operations, total);
    }
}
