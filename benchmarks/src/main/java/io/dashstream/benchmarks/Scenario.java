package io.dashstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** One step of an agent: a state and its successor. */
@SuppressWarnings("ImmutableEnumChecker") // lambdas without captured variables
public enum Scenario {
    /** One message appended to 10 of about 450 bytes, a counter changed. */
    CHAT10(() -> chat(10), Scenario::appendMessage),
    /** The same with 100 messages. */
    CHAT100(() -> chat(100), Scenario::appendMessage),
    /** The same with 1000 messages. */
    CHAT1000(() -> chat(1000), Scenario::appendMessage),
    /** The same with 5000 messages. */
    CHAT5000(() -> chat(5000), Scenario::appendMessage),
    /** A number in message 500 of 1000 changed. */
    MID1000(() -> chat(1000), Scenario::changeMessage500),
    /** A number in message 500 changed, a message inserted at 900, one appended. */
    MIDINS1000(() -> chat(1000), state -> {
        ObjectNode next = appendMessage(changeMessage500(state));
        messages(next).insert(900, message(9_000));
        return next;
    }),
    /** The oldest of 1000 messages dropped, one appended. */
    WINDOW1000(() -> chat(1000), state -> {
        ObjectNode next = appendMessage(state);
        messages(next).remove(0);
        return next;
    }),
    /** A tree of 4096 leaves, the last one changed. */
    DEEP100K(() -> tree(4), Scenario::changeLastLeaf),
    /** A tree of 32768 leaves, the last one changed. */
    DEEP1M(() -> tree(5), Scenario::changeLastLeaf),
    /** One element inserted in front of 1000 of 70 bytes. */
    HEAD1000(() -> items(1000), state -> {
        ObjectNode next = copyOf(state);
        ((ArrayNode) next.get("items")).insert(0, item(77_777));
        return next;
    }),
    /** 1000 elements of 30 bytes in another order. */
    SHUFFLE1000(() -> pairs(1000), Scenario::shuffle),
    /** 5000 elements of 30 bytes in another order. */
    SHUFFLE5000(() -> pairs(5000), Scenario::shuffle);

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] WORDS =
            "the agent reads a page about rivers and writes down what it found so that the next step can use it"
                    .split(" ");
    private static final int FANOUT = 8;

    private final Supplier<ObjectNode> first;
    private final UnaryOperator<ObjectNode> step;

    Scenario(Supplier<ObjectNode> first, UnaryOperator<ObjectNode> step) {
        this.first = first;
        this.step = step;
    }

    /**
     * The state before the step.
     *
     * @return a new tree
     */
    public JsonNode from() {
        return first.get();
    }

    /**
     * The state after the step, sharing unchanged nodes with the state before, as a capture with structural reuse gives
     * it.
     *
     * @param from the state before the step
     * @return the state after it
     */
    public JsonNode nextSharing(JsonNode from) {
        return step.apply((ObjectNode) from);
    }

    /**
     * The state after the step, sharing nothing with the state before.
     *
     * @return a new tree
     */
    public JsonNode nextFresh() {
        return step.apply(first.get());
    }

    private static ObjectNode chat(int count) {
        ObjectNode state = JSON.objectNode();
        ArrayNode messages = state.putArray("messages");
        for (int index = 0; index < count; index++) {
            messages.add(message(index));
        }
        state.put("step", count)
                .put("topic", "rivers of the north")
                .put("done", false)
                .put("budget", 0.75);
        ArrayNode plan = state.putArray("plan");
        for (int index = 0; index < 8; index++) {
            plan.add("step " + index + ": read, compare and write down what matters");
        }
        return state;
    }

    private static ObjectNode message(int id) {
        Random random = new Random(id);
        StringBuilder text = new StringBuilder();
        while (text.length() < 330) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return JSON.objectNode()
                .put("id", "msg-" + id)
                .put("role", id % 2 == 0 ? "user" : "assistant")
                .put("content", text.toString())
                .put("created", 1_700_000_000_000L + id)
                .put("tokens", 60 + random.nextInt(40));
    }

    private static ObjectNode items(int count) {
        ObjectNode state = JSON.objectNode();
        ArrayNode items = state.putArray("items");
        for (int index = 0; index < count; index++) {
            items.add(item(index));
        }
        return state;
    }

    private static ObjectNode item(int id) {
        return JSON.objectNode()
                .put("id", id)
                .put("name", "item number " + id)
                .put("price", id / 4.0)
                .put("stock", true);
    }

    private static ObjectNode pairs(int count) {
        ObjectNode state = JSON.objectNode();
        ArrayNode items = state.putArray("items");
        for (int index = 0; index < count; index++) {
            items.addObject().put("id", index).put("v", "value-" + index);
        }
        return state;
    }

    /** Objects and arrays in turn, {@value #FANOUT} children each. */
    private static ObjectNode tree(int levels) {
        ObjectNode root = JSON.objectNode();
        for (int child = 0; child < FANOUT; child++) {
            root.set("branch" + child, subtree(levels - 1, child));
        }
        return root;
    }

    private static JsonNode subtree(int levels, int number) {
        if (levels == 0) {
            return JSON.textNode("leaf-" + number);
        }
        if (levels % 2 == 0) {
            ArrayNode array = JSON.arrayNode();
            for (int child = 0; child < FANOUT; child++) {
                array.add(subtree(levels - 1, number * FANOUT + child));
            }
            return array;
        }
        ObjectNode object = JSON.objectNode();
        for (int child = 0; child < FANOUT; child++) {
            object.set("key" + child, subtree(levels - 1, number * FANOUT + child));
        }
        return object;
    }

    private static ObjectNode appendMessage(ObjectNode state) {
        ObjectNode next = copyOf(state);
        messages(next).add(message(8_000));
        return next.put("step", next.get("step").intValue() + 1);
    }

    private static ObjectNode changeMessage500(ObjectNode state) {
        ObjectNode next = copyOf(state);
        ObjectNode message =
                JSON.objectNode().setAll((ObjectNode) messages(next).get(500));
        messages(next).set(500, message.put("tokens", 7));
        return next;
    }

    private static ObjectNode changeLastLeaf(ObjectNode state) {
        return (ObjectNode) withLastLeafChanged(state);
    }

    private static JsonNode withLastLeafChanged(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JSON.objectNode().setAll(object);
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String last = names.get(names.size() - 1);
            return copy.set(last, withLastLeafChanged(object.get(last)));
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JSON.arrayNode().addAll(array);
            copy.set(array.size() - 1, withLastLeafChanged(array.get(array.size() - 1)));
            return copy;
        }
        return JSON.textNode("changed");
    }

    private static ObjectNode shuffle(ObjectNode state) {
        List<JsonNode> items = new ArrayList<>();
        state.get("items").forEach(items::add);
        Collections.shuffle(items, new Random(42));
        ObjectNode next = JSON.objectNode();
        next.putArray("items").addAll(items);
        return next;
    }

    /** The same members; a list that is about to be changed is a new one. */
    private static ObjectNode copyOf(ObjectNode state) {
        ObjectNode copy = JSON.objectNode().setAll(state);
        copy.properties().forEach(member -> {
            if (member.getValue() instanceof ArrayNode array && !member.getKey().equals("plan")) {
                member.setValue(JSON.arrayNode(array.size()).addAll(array));
            }
        });
        return copy;
    }

    private static ArrayNode messages(ObjectNode state) {
        return (ArrayNode) state.get("messages");
    }
}
