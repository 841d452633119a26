package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dashstream.producer.capture.SecretNames.Verdict;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Redacts a tree along the last one and its redacted form: an identical node keeps its redacted node. Nodes are copied only on the
 * way from the root to a secret.
 */
final class TreeRedaction {

    private static final TextNode REDACTED = TextNode.valueOf(Redactor.mark(ValueLook.KIND));
    private static final NullNode NOTHING = NullNode.getInstance();
    private static final int SHORTEST_CREDENTIAL = 8;

    private final Redactor redactor;
    private final SecretNames names;

    TreeRedaction(Redactor redactor, SecretNames names) {
        this.redactor = redactor;
        this.names = names;
    }

    /**
     * Redacts a node.
     *
     * @param before a node that was redacted earlier, and may be the same
     * @param redactedBefore what became of it
     */
    @SuppressWarnings("ReferenceEquality")
    JsonNode redact(JsonNode node, JsonNode before, JsonNode redactedBefore) {
        if (node == before) {
            return redactedBefore;
        }
        if (node instanceof ObjectNode object) {
            return object(object, before, redactedBefore);
        }
        if (node instanceof ArrayNode array) {
            return array(array, new FormerItems(before, redactedBefore));
        }
        return node instanceof TextNode text ? text(text) : node;
    }

    @SuppressWarnings("ReferenceEquality")
    private TextNode text(TextNode node) {
        String redacted = redactor.redactText(node.textValue());
        return redacted == node.textValue() ? node : TextNode.valueOf(redacted);
    }

    @SuppressWarnings("ReferenceEquality")
    private JsonNode array(ArrayNode node, FormerItems former) {
        List<JsonNode> copy = null;
        for (int i = 0; i < node.size(); i++) {
            JsonNode item = node.get(i);
            former.moveTo(item, i);
            JsonNode redacted = redact(item, former.item(), former.redacted());
            if (copy == null && redacted != item) {
                copy = new ArrayList<>(node.size());
                for (int j = 0; j < i; j++) {
                    copy.add(node.get(j));
                }
            }
            if (copy != null) {
                copy.add(redacted);
            }
        }
        return copy == null ? node : new ArrayNode(JsonNodeFactory.instance, copy);
    }

    @SuppressWarnings("ReferenceEquality")
    private JsonNode object(ObjectNode node, JsonNode before, JsonNode redactedBefore) {
        boolean namesItsValue = namesItsValue(node);
        Map<String, JsonNode> copy = null;
        int same = 0;
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            JsonNode valueBefore = before.path(name);
            JsonNode redactedValueBefore = redactedBefore.path(name);
            boolean known = !valueBefore.isMissingNode() && !redactedValueBefore.isMissingNode();
            JsonNode redacted;
            if (isSecret(name, value) || (namesItsValue && name.equals("value") && canHide(value))) {
                redacted = hide(value, valueBefore, redactedValueBefore);
            } else if (known && redactedValueBefore != REDACTED) {
                redacted = redact(value, valueBefore, redactedValueBefore);
            } else {
                redacted = redact(value, NOTHING, NOTHING);
            }
            String redactedName = known ? name : redactor.redactText(name);
            if (copy == null && redacted == value && redactedName.equals(name)) {
                same++;
                continue;
            }
            if (copy == null) {
                copy = firstMembers(node, same);
            }
            copy.put(free(redactedName, copy), redacted);
        }
        return copy == null ? node : new ObjectNode(JsonNodeFactory.instance, copy);
    }

    private static Map<String, JsonNode> firstMembers(ObjectNode node, int count) {
        Map<String, JsonNode> first = new LinkedHashMap<>(2 * node.size());
        Iterator<Map.Entry<String, JsonNode>> members = node.properties().iterator();
        for (int index = 0; index < count; index++) {
            Map.Entry<String, JsonNode> member = members.next();
            first.put(member.getKey(), member.getValue());
        }
        return first;
    }

    /** What is the same as last time is not counted again. */
    @SuppressWarnings("ReferenceEquality")
    private JsonNode hide(JsonNode value, JsonNode before, JsonNode redactedBefore) {
        if (value.equals(REDACTED)) {
            return value;
        }
        if (value != before || redactedBefore != REDACTED) {
            redactor.countRedaction();
        }
        return REDACTED;
    }

    private static String free(String name, Map<String, JsonNode> taken) {
        String free = name;
        for (int n = 2; taken.containsKey(free); n++) {
            free = name + "~" + n;
        }
        return free;
    }

    private boolean isSecret(String name, JsonNode value) {
        Verdict verdict = names.verdictOn(name);
        if (verdict == Verdict.HARMLESS || !canHide(value)) {
            return false;
        }
        return verdict == Verdict.SECRET || (value instanceof TextNode text && isCredential(text.textValue()));
    }

    private static boolean isCredential(String text) {
        return SecretNames.isCredential(text, 0, text.length(), SHORTEST_CREDENTIAL);
    }

    /** Absent, empty, true and false are no secrets. */
    private static boolean canHide(JsonNode value) {
        return value.isNumber() || (value.isTextual() ? !value.textValue().isEmpty() : !value.isEmpty());
    }

    /** A variable of an environment, a header in a list: {@code {"name":"DB_PASSWORD","value":...}}. */
    private boolean namesItsValue(ObjectNode node) {
        if (!node.has("value")) {
            return false;
        }
        JsonNode name = node.has("name") ? node.path("name") : node.path("key");
        return name.isTextual() && names.verdictOn(name.textValue()) == Verdict.SECRET;
    }
}
