package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.diff.PatchException.Reason;
import java.util.LinkedHashMap;
import java.util.Map;

/** An object that is being changed. Members keep their order; new ones come last. */
final class ObjectDraft extends Draft {

    private final Map<String, Object> members;

    ObjectDraft(ObjectNode node) {
        members = new LinkedHashMap<>(capacity(node.size()));
        node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
    }

    private static int capacity(int size) {
        return size + size / 2 + 2;
    }

    Map<String, Object> members() {
        return members;
    }

    @Override
    int size() {
        return members.size();
    }

    @Override
    Object get(String name) throws Refusal {
        Object part = members.get(name);
        if (part == null) {
            throw new Refusal(Reason.NO_SUCH_TARGET, "there is no member '" + Excerpt.of(name) + "'");
        }
        return part;
    }

    @Override
    Object replace(String name, Object part) throws Refusal {
        Object old = get(name);
        members.put(name, part);
        return old;
    }

    @Override
    void add(String name, Object part) {
        members.put(name, part);
    }

    @Override
    Object remove(String name) throws Refusal {
        Object old = get(name);
        members.remove(name);
        return old;
    }

    @Override
    JsonNode finish() {
        Map<String, JsonNode> finished = new LinkedHashMap<>(capacity(members.size()));
        members.forEach((name, part) -> finished.put(name, finished(part)));
        return new ObjectNode(JsonNodeFactory.instance, finished);
    }
}
