package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dashstream.core.diff.PatchException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * An array that is being changed. Elements are kept in chunks, so that inserting into or removing from a long array
 * moves the elements of one chunk only: ten thousand insertions at the head of a million elements take milliseconds
 * and not seconds.
 */
final class ArrayDraft extends Draft {

    private static final int CHUNK = 512;

    private static final String APPEND = "-";

    private final List<List<Object>> chunks = new ArrayList<>();
    private int size;

    /** Where an element is. */
    private record Place(int chunk, int offset) {}

    ArrayDraft(ArrayNode node) {
        size = node.size();
        for (int start = 0; start < size; start += CHUNK) {
            int end = Math.min(start + CHUNK, size);
            List<Object> elements = new ArrayList<>(end - start + 4);
            for (int index = start; index < end; index++) {
                elements.add(node.get(index));
            }
            chunks.add(elements);
        }
        if (chunks.isEmpty()) {
            chunks.add(new ArrayList<>());
        }
    }

    List<List<Object>> chunks() {
        return chunks;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    Object get(String segment) throws Refusal {
        Place place = locate(existing(segment));
        return chunks.get(place.chunk).get(place.offset);
    }

    @Override
    Object replace(String segment, Object part) throws Refusal {
        Place place = locate(existing(segment));
        return chunks.get(place.chunk).set(place.offset, part);
    }

    @Override
    void add(String segment, Object part) throws Refusal {
        Place place = locate(segment.equals(APPEND) ? size : Pointer.index(segment, size + 1));
        List<Object> elements = chunks.get(place.chunk);
        elements.add(place.offset, part);
        size++;
        if (elements.size() > 2 * CHUNK) {
            List<Object> upper = elements.subList(CHUNK, elements.size());
            chunks.add(place.chunk + 1, new ArrayList<>(upper));
            upper.clear();
        }
    }

    @Override
    Object remove(String segment) throws Refusal {
        Place place = locate(existing(segment));
        List<Object> elements = chunks.get(place.chunk);
        Object old = elements.remove(place.offset);
        size--;
        if (elements.isEmpty() && chunks.size() > 1) {
            chunks.remove(place.chunk);
        }
        return old;
    }

    private int existing(String segment) throws Refusal {
        if (segment.equals(APPEND)) {
            throw new Refusal(Reason.BAD_INDEX, "'-' names no element, only the place to append one");
        }
        return Pointer.index(segment, size);
    }

    /** Finds an element, or the place behind the last one. */
    private Place locate(int index) {
        int rest = index;
        int at = 0;
        while (rest > 0 && at < chunks.size() - 1 && rest >= chunks.get(at).size()) {
            rest -= chunks.get(at).size();
            at++;
        }
        return new Place(at, rest);
    }

    @Override
    JsonNode finish() {
        List<JsonNode> finished = new ArrayList<>(size);
        for (List<Object> elements : chunks) {
            for (Object element : elements) {
                finished.add(finished(element));
            }
        }
        return new ArrayNode(JsonNodeFactory.instance, finished);
    }
}
