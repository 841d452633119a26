package io.dashstream.core.diff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.JsonValues;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts how many nodes the differ looks at: time can't be asserted, steps can. */
@DisplayName("CO-16: the differ's work is linear, whatever the input")
class StateDifferWorkTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** How often a node may be looked at, all kinds of looks taken together. */
    private static final long LOOKS_PER_NODE = 30;

    static Stream<Arguments> hardArrays() {
        return Stream.of(
                hard("shuffled", size -> pair(distinct(size), shuffled(distinct(size)))),
                hard("reversed", size -> pair(distinct(size), reversed(distinct(size)))),
                hard("all other", size -> pair(distinct(size), numbers(size, index -> size + index))),
                hard(
                        "all equal but one",
                        size -> pair(numbers(size, i -> 0), numbers(size, i -> i == size / 2 ? 1 : 0))),
                hard("two values in turn", size -> pair(numbers(size, i -> i % 2), numbers(size, i -> (i + 1) % 2))),
                hard("every second removed", size -> pair(distinct(size), numbers(size / 2, i -> 2 * i))),
                hard("every second inserted", size -> pair(numbers(size / 2, i -> 2 * i), distinct(size))),
                hard("blocks swapped", size -> pair(distinct(size), numbers(size, i -> (i + size / 2) % size))),
                hard("neighbours swapped", size -> pair(distinct(size), numbers(size, i -> i ^ 1))),
                hard("random of few values", size -> pair(few(size, 1), few(size, 2))),
                hard("like elements, other inside", size -> pair(nested(size, 0), nested(size, 1))),
                hard("like elements, shifted inside", size -> pair(nested(size, 0), shifted(size))),
                hard("equal fingerprints", size -> pair(sampledAlike(size, 0), sampledAlike(size, 1))),
                hard("deep chain of arrays", size -> pair(chain(size, 0), chain(size, 1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hardArrays")
    void hardArraysTakeALinearNumberOfSteps(String name, IntFunction<List<JsonNode>> make) {
        for (int size : new int[] {500, 5_000}) {
            List<JsonNode> states = make.apply(size);
            JsonNode from = states.get(0);
            JsonNode to = states.get(1);
            DiffWalk walk = new DiffWalk();

            StatePatch patch = walk.patch(from, to);

            assertThat(walk.steps())
                    .as("steps for %s of %d", name, size)
                    .isLessThan(LOOKS_PER_NODE * (nodes(from) + nodes(to)));
            assertThat(JsonValues.equal(patch.apply(from), to)).isTrue();
        }
    }

    @Test
    void anyStatesTakeALinearNumberOfSteps() {
        Property.check("steps are at most a constant times the nodes", 2_000, (random, size) -> {
            JsonNode from = RandomJson.value(random, 4 * size);
            // Of equal trees every part is compared with its counterpart, down to the leaves.
            JsonNode to = random.nextBoolean()
                    ? RandomJson.value(random, 4 * size)
                    : RandomJson.withShuffledKeys(random, from);
            DiffWalk walk = new DiffWalk();

            walk.patch(from, to);

            assertThat(walk.steps()).isLessThan(LOOKS_PER_NODE * (nodes(from) + nodes(to) + 2));
        });
    }

    @Test
    void whatIsTheSameObjectIsNotLookedInto() {
        ObjectNode from = JSON.objectNode();
        from.set("large", distinct(100_000));
        ArrayNode list = from.putArray("list");
        IntStream.range(0, 100).forEach(index -> list.add(distinct(100)));
        ObjectNode to = JSON.objectNode();
        to.setAll(from);
        to.set("list", JSON.arrayNode().addAll(list).add(1));
        DiffWalk walk = new DiffWalk();

        walk.patch(from, to);

        assertThat(walk.steps()).isLessThan(300);
    }

    private static Arguments hard(String name, IntFunction<List<JsonNode>> make) {
        return Arguments.arguments(name, make);
    }

    private static List<JsonNode> pair(JsonNode from, JsonNode to) {
        return List.of(JSON.objectNode().set("list", from), JSON.objectNode().set("list", to));
    }

    private static ArrayNode distinct(int size) {
        return numbers(size, index -> index);
    }

    private static ArrayNode numbers(int size, java.util.function.IntUnaryOperator value) {
        ArrayNode array = JSON.arrayNode(size);
        IntStream.range(0, size).map(value).forEach(array::add);
        return array;
    }

    private static ArrayNode few(int size, long seed) {
        Random random = new Random(seed);
        return numbers(size, index -> random.nextInt(3));
    }

    private static ArrayNode shuffled(ArrayNode array) {
        List<JsonNode> elements = list(array);
        Collections.shuffle(elements, new Random(9));
        return JSON.arrayNode().addAll(elements);
    }

    private static ArrayNode reversed(ArrayNode array) {
        List<JsonNode> elements = list(array);
        Collections.reverse(elements);
        return JSON.arrayNode().addAll(elements);
    }

    private static List<JsonNode> list(ArrayNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }

    /** Objects without scalars, which differ only inside of arrays inside. */
    private static ArrayNode nested(int size, int first) {
        ArrayNode array = JSON.arrayNode();
        for (int index = 0; index < size / 10; index++) {
            array.addObject().set("inner", numbers(10, i -> i == 5 ? first : i));
        }
        return array;
    }

    private static ArrayNode shifted(int size) {
        ArrayNode array = nested(size, 0);
        array.insert(0, JSON.objectNode().set("inner", distinct(10)));
        return array;
    }

    private static ArrayNode sampledAlike(int size, int variant) {
        ArrayNode array = JSON.arrayNode();
        for (int index = 0; index < size / 10; index++) {
            char[] text = "x".repeat(200).toCharArray();
            text[101] = (char) ('a' + (index * 7 + variant) % 26);
            array.add(new String(text));
        }
        return array;
    }

    /** Arrays in arrays, each with some siblings that changed too. */
    private static JsonNode chain(int size, int variant) {
        JsonNode value = distinct(size);
        for (int level = 0; level < 100; level++) {
            value = JSON.arrayNode().add(level * 2 + variant).add(value).add("level " + level + variant);
        }
        return value;
    }

    private static long nodes(JsonNode value) {
        long count = 1;
        for (JsonNode child : value) {
            count += nodes(child);
        }
        return count;
    }
}
