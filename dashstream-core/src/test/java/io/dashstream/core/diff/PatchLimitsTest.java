package io.dashstream.core.diff;

import static io.dashstream.core.diff.Patches.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.diff.PatchException.Reason;
import io.dashstream.core.json.StrictJson;
import io.dashstream.testing.Allocation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("CO-16: applying a patch costs about the state and the patch, and has limits")
class PatchLimitsTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Test
    void tenThousandOperationsAreAppliedAndOneMoreIsRefused() {
        List<PatchOperation> most =
                Collections.nCopies(StatePatch.MAX_OPERATIONS, new PatchOperation.Add("/-", json("1")));
        List<PatchOperation> tooMany = Collections.nCopies(most.size() + 1, most.get(0));

        assertThat(StatePatch.of(most).apply(JSON.arrayNode())).hasSize(10_000);
        assertRefused(tooMany, JSON.arrayNode(), Reason.TOO_MANY_OPERATIONS);
    }

    @Test
    void twiceTheOperationsAllocateAtMostTwice() {
        ArrayNode state = numbers(500_000);
        StatePatch none = insertionsAtTheHead(1);
        StatePatch half = insertionsAtTheHead(5_000);
        StatePatch all = insertionsAtTheHead(10_000);
        all.apply(state);

        long copying = Allocation.during(() -> none.apply(state));
        long once = Allocation.during(() -> half.apply(state)) - copying;
        long twice = Allocation.during(() -> all.apply(state)) - copying;

        assertThat(twice).isLessThan(once * 5 / 2);
        assertThat(twice).as("the state is not copied for each operation").isLessThan(copying);
    }

    private static StatePatch insertionsAtTheHead(int count) {
        return StatePatch.of(Collections.nCopies(count, new PatchOperation.Add("/0", json("7"))));
    }

    @Test
    void insertionsAndRemovalsAnywhereInALongArrayAreRight() {
        ArrayNode state = numbers(3_000);
        List<Integer> expected =
                new ArrayList<>(IntStream.range(0, 3_000).boxed().toList());
        List<PatchOperation> operations = new ArrayList<>();
        java.util.SplittableRandom random = new java.util.SplittableRandom(4);
        for (int step = 0; step < 9_000; step++) {
            boolean insert = step < 3_000 || (step < 6_000 && random.nextBoolean());
            int index = random.nextInt(expected.size() + (insert ? 1 : 0));
            if (insert) {
                operations.add(new PatchOperation.Add("/" + index, JSON.numberNode(-step)));
                expected.add(index, -step);
            } else {
                operations.add(new PatchOperation.Remove("/" + index));
                expected.remove(index);
            }
        }

        JsonNode after = StatePatch.of(operations).apply(state);

        assertThat(after).extracting(JsonNode::intValue).containsExactlyElementsOf(expected);
    }

    @Test
    void aPathMayHaveEightThousandCharacters() {
        String longest = "/" + "x".repeat(StatePatch.MAX_PATH_CHARS - 1);

        assertThat(StatePatch.of(List.of(new PatchOperation.Add(longest, json("1"))))
                        .apply(JSON.objectNode()))
                .hasSize(1);
        assertRefused(
                List.of(new PatchOperation.Add(longest + "x", json("1"))), JSON.objectNode(), Reason.PATH_TOO_LONG);
        assertRefused(List.of(new PatchOperation.Copy(longest + "x", "/a")), JSON.objectNode(), Reason.PATH_TOO_LONG);
    }

    @Test
    void aStateMayNotBecomeDeeperThanJsonMayBe() {
        JsonNode deepest = nested(StrictJson.MAX_DEPTH);
        String path = "/0".repeat(StrictJson.MAX_DEPTH - 1);

        assertThat(apply(deepest, new PatchOperation.Replace(path, json("[1]"))))
                .isNotNull();
        assertRefused(List.of(new PatchOperation.Replace(path, json("[[]]"))), deepest, Reason.TOO_DEEP);
        assertRefused(List.of(new PatchOperation.Add(path + "/0", json("{}"))), deepest, Reason.TOO_DEEP);
        assertRefused(List.of(new PatchOperation.Add("/0".repeat(121), json("1"))), deepest, Reason.TOO_DEEP);
        assertRefused(List.of(new PatchOperation.Copy("", "/-")), deepest, Reason.TOO_DEEP);
    }

    @Test
    void aMoveMayNotMakeAStateTooDeepEither() {
        ObjectNode state = JSON.objectNode();
        state.set("a", nested(100));
        state.set("b", nested(30));
        String into = "/b" + "/0".repeat(29) + "/-";

        assertRefused(List.of(new PatchOperation.Move("/a", into)), state, Reason.TOO_DEEP);
        assertRefused(
                List.of(new PatchOperation.Add("/a/0/-", json("1")), new PatchOperation.Move("/a", into)),
                state,
                Reason.TOO_DEEP);
        assertThat(apply(state, new PatchOperation.Move("/a", "/b/-"))).hasSize(1);
    }

    @Test
    void copiesThatDoubleTheStateAgainAndAgainAreRefused() {
        List<PatchOperation> doubling = Collections.nCopies(60, new PatchOperation.Copy("", "/-"));

        assertRefused(doubling, json("['0123456789']"), Reason.TOO_MUCH_WORK);
    }

    @Test
    void manyCopiesOfAHugeValueAreRefused() {
        List<PatchOperation> copies = Collections.nCopies(10_000, new PatchOperation.Copy("/0", "/-"));

        assertRefused(copies, JSON.arrayNode().add("x".repeat(1 << 20)), Reason.TOO_MUCH_WORK);
    }

    /** Every copy closes the array, so that the next change has to open it again. */
    @Test
    void copyingAndChangingInTurnIsRefusedBeforeItTakesForever() {
        List<PatchOperation> operations = new ArrayList<>();
        for (int round = 0; round < 5_000; round++) {
            operations.add(new PatchOperation.Replace("/a/0", json("1")));
            operations.add(new PatchOperation.Copy("/a", "/b"));
        }
        ObjectNode state = JSON.objectNode();
        state.set("a", numbers(50_000));

        assertRefused(operations, state, Reason.TOO_MUCH_WORK);
    }

    /** Each move goes one level down or up; looking how deep a large value is costs its size. */
    @Test
    void movingAHugeValueUpAndDownIsRefusedBeforeItTakesForever() {
        List<PatchOperation> operations = new ArrayList<>();
        for (int round = 0; round < 5_000; round++) {
            operations.add(new PatchOperation.Move("/a", "/o/a"));
            operations.add(new PatchOperation.Move("/o/a", "/a"));
        }
        ObjectNode state = JSON.objectNode();
        state.set("a", numbers(50_000));
        state.putObject("o");

        assertRefused(operations, state, Reason.TOO_MUCH_WORK);
    }

    @Test
    void aTreeThatIsNotJsonIsRefused() {
        assertRefused(
                List.of(new PatchOperation.Copy("/0", "/-")),
                JSON.arrayNode().add(JSON.binaryNode(new byte[1])),
                Reason.BAD_VALUE);
    }

    private static JsonNode apply(JsonNode state, PatchOperation operation) {
        return StatePatch.of(List.of(operation)).apply(state);
    }

    private static void assertRefused(List<PatchOperation> operations, JsonNode state, Reason reason) {
        assertThatThrownBy(() -> StatePatch.of(operations).apply(state))
                .isInstanceOfSatisfying(
                        PatchException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static ArrayNode numbers(int count) {
        ArrayNode array = JSON.arrayNode(count);
        IntStream.range(0, count).forEach(array::add);
        return array;
    }

    private static JsonNode nested(int levels) {
        ArrayNode value = JSON.arrayNode();
        for (int level = 1; level < levels; level++) {
            value = JSON.arrayNode().add(value);
        }
        return value;
    }
}
