package io.dashstream.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Random JSON values: anything that JSON allows, and states shaped like those of agents. */
public final class RandomJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] KEYS = {
        "id",
        "role",
        "content",
        "messages",
        "step",
        "a",
        "b",
        "",
        "a/b",
        "m~n",
        "~1",
        "é",
        "\uD83D\uDE00",
        "\uFB33",
        "\r",
        "1",
        "-",
        "__proto__"
    };
    private static final String[] WORDS = {
        "plan",
        "search",
        "\"quoted\"",
        "back\\slash",
        "line\nbreak",
        "tab\t",
        "é",
        "漢字",
        "\uD83D\uDE00",
        "\u0001",
        "\u007f",
        "\u2028",
        "</script>"
    };

    private RandomJson() {}

    /**
     * Any JSON value.
     *
     * @param random the source of randomness
     * @param size about how many nodes the value has at most
     * @return the value
     */
    public static JsonNode value(RandomGenerator random, int size) {
        if (size <= 1) {
            return scalar(random);
        }
        return switch (random.nextInt(5)) {
            case 0 -> scalar(random);
            case 1, 2 -> array(random, size - 1);
            default -> object(random, size - 1);
        };
    }

    /**
     * An object with random members.
     *
     * @param random the source of randomness
     * @param size about how many nodes the object has at most
     * @return the object
     */
    public static ObjectNode object(RandomGenerator random, int size) {
        ObjectNode node = JSON.objectNode();
        for (int left = size; left > 0; ) {
            int part = 1 + random.nextInt(left);
            node.set(key(random), value(random, part));
            left -= part;
        }
        return node;
    }

    /**
     * An array with random elements, some of them equal.
     *
     * @param random the source of randomness
     * @param size about how many nodes the array has at most
     * @return the array
     */
    public static ArrayNode array(RandomGenerator random, int size) {
        ArrayNode node = JSON.arrayNode();
        for (int left = size; left > 0; ) {
            int part = 1 + random.nextInt(left);
            boolean again = node.size() > 0 && random.nextInt(4) == 0;
            node.add(again ? node.get(random.nextInt(node.size())) : value(random, part));
            left -= part;
        }
        return node;
    }

    /**
     * A null, boolean, number or string.
     *
     * @param random the source of randomness
     * @return the value
     */
    public static JsonNode scalar(RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2, 3 -> number(random);
            default -> JSON.textNode(text(random));
        };
    }

    /**
     * A number of any magnitude: small and large integers, integers beyond a double's precision, fractions.
     *
     * @param random the source of randomness
     * @return the number
     */
    public static JsonNode number(RandomGenerator random) {
        return switch (random.nextInt(7)) {
            case 0, 1 -> JSON.numberNode(random.nextInt(-3, 4));
            case 2 -> JSON.numberNode(random.nextInt());
            case 3 -> JSON.numberNode(random.nextLong());
            case 4 -> JSON.numberNode(bigInteger(random));
            case 5 -> JSON.numberNode(random.nextInt(-1000, 1000) / 8.0);
            default -> JSON.numberNode(finiteDouble(random));
        };
    }

    /**
     * Any finite double, each bit pattern equally likely.
     *
     * @param random the source of randomness
     * @return the double
     */
    public static double finiteDouble(RandomGenerator random) {
        while (true) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                return value;
            }
        }
    }

    /**
     * A string of valid Unicode with what JSON escapes, what UTF-8 needs several bytes for, and plain words.
     *
     * @param random the source of randomness
     * @return the string
     */
    public static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int words = random.nextInt(4); words > 0; words--) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return random.nextInt(20) == 0 ? text.toString().repeat(1 + random.nextInt(400)) : text.toString();
    }

    /**
     * A state like those of agents: a list of messages, counters, a plan, documents by id, tool results.
     *
     * @param random the source of randomness
     * @param size how many messages it has at most
     * @return the state
     */
    public static ObjectNode agentState(RandomGenerator random, int size) {
        ObjectNode state = JSON.objectNode();
        ArrayNode messages = state.putArray("messages");
        for (int count = random.nextInt(size + 1); count > 0; count--) {
            messages.add(message(random));
        }
        state.put("step", random.nextInt(100))
                .put("done", random.nextBoolean())
                .put("score", random.nextInt(100) / 7.0);
        ArrayNode plan = state.putArray("plan");
        for (int count = random.nextInt(5); count > 0; count--) {
            plan.add("step " + random.nextInt(9));
        }
        ObjectNode documents = state.putObject("documents");
        for (int count = random.nextInt(4); count > 0; count--) {
            ObjectNode document = documents.putObject("doc-" + random.nextInt(20));
            document.put("title", text(random));
            ArrayNode scores = document.putArray("scores");
            for (int scored = random.nextInt(6); scored > 0; scored--) {
                scores.add(random.nextInt(8) / 4.0);
            }
        }
        state.set("scratch", value(random, Math.min(size, 12)));
        return state;
    }

    /**
     * The state after one step of an agent: one to three changes of the kinds that agents make. The argument is not
     * touched; unchanged parts are either shared with the result or equal copies.
     *
     * @param random the source of randomness
     * @param state the state before
     * @return the state after
     */
    public static ObjectNode nextAgentState(RandomGenerator random, ObjectNode state) {
        ObjectNode next =
                random.nextBoolean() ? state.deepCopy() : JSON.objectNode().setAll(state);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            change(random, next);
        }
        return next;
    }

    private static void change(RandomGenerator random, ObjectNode next) {
        ArrayNode messages = JSON.arrayNode().addAll((ArrayNode) next.get("messages"));
        int size = messages.size();
        switch (random.nextInt(12)) {
            case 0, 1 -> messages.add(message(random));
            case 2 -> messages.insert(0, message(random));
            case 3 -> messages.insert(random.nextInt(size + 1), message(random));
            case 4 -> {
                messages.add(message(random));
                messages.remove(0);
            }
            case 5 ->
                messages.insert(
                        random.nextInt(size + 1), size == 0 ? message(random) : messages.remove(random.nextInt(size)));
            case 6 -> messages = shuffled(random, messages);
            case 7 -> {
                if (size > 0) {
                    int index = random.nextInt(size);
                    messages.set(
                            index, ((ObjectNode) messages.get(index).deepCopy()).put("tokens", random.nextInt(1000)));
                }
            }
            case 8 -> next.set("extra-" + random.nextInt(3), value(random, 6));
            case 9 -> next.remove("extra-" + random.nextInt(3));
            case 10 -> next.set("scratch", value(random, 12));
            default -> next.put("step", next.get("step").asInt() + 1);
        }
        next.set("messages", messages);
    }

    /**
     * The same value with the members of every object in another order.
     *
     * @param random the source of randomness
     * @param value any value
     * @return an equal value that shares no container with the argument
     */
    public static JsonNode withShuffledKeys(RandomGenerator random, JsonNode value) {
        if (value.isArray()) {
            ArrayNode copy = JSON.arrayNode();
            value.forEach(element -> copy.add(withShuffledKeys(random, element)));
            return copy;
        }
        if (value.isObject()) {
            List<Map.Entry<String, JsonNode>> members = new ArrayList<>(value.properties());
            shuffle(random, members);
            ObjectNode copy = JSON.objectNode();
            members.forEach(member -> copy.set(member.getKey(), withShuffledKeys(random, member.getValue())));
            return copy;
        }
        return value;
    }

    private static ArrayNode shuffled(RandomGenerator random, ArrayNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        shuffle(random, elements);
        return JSON.arrayNode().addAll(elements);
    }

    private static void shuffle(RandomGenerator random, List<?> list) {
        for (int index = list.size() - 1; index > 0; index--) {
            Collections.swap(list, index, random.nextInt(index + 1));
        }
    }

    private static BigInteger bigInteger(RandomGenerator random) {
        byte[] bytes = new byte[1 + random.nextInt(25)];
        random.nextBytes(bytes);
        return new BigInteger(bytes);
    }

    private static ObjectNode message(RandomGenerator random) {
        return JSON.objectNode()
                .put("id", "m-" + random.nextInt(1000))
                .put("role", random.nextBoolean() ? "user" : "assistant")
                .put("content", text(random))
                .put("tokens", random.nextInt(1000));
    }

    private static String key(RandomGenerator random) {
        return random.nextBoolean() ? KEYS[random.nextInt(KEYS.length)] : "k" + random.nextInt(30);
    }
}
