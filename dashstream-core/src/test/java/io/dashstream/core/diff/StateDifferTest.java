package io.dashstream.core.diff;

import static io.dashstream.core.diff.Patches.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.JsonException;
import io.dashstream.core.json.JsonValues;
import io.dashstream.core.json.StrictJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patches are what a person would have written. */
class StateDifferTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String LONG = "a text that is long enough to make it worth leaving alone";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | {} | []",
                "{'a':1} | {'a':1.0} | []",
                "{'a':1,'b':2} | {'b':2,'a':1} | []",
                "{'a':1} | {'a':2} | [{'op':'replace','path':'/a','value':2}]",
                "{'a':1} | {'a':1,'b':{'c':[]}} | [{'op':'add','path':'/b','value':{'c':[]}}]",
                "{'a':1,'b':2} | {'a':1} | [{'op':'remove','path':'/b'}]",
                "{'a':null} | {} | [{'op':'remove','path':'/a'}]",
                "{} | {'a':null} | [{'op':'add','path':'/a','value':null}]",
                "{'a':null} | {'a':false} | [{'op':'replace','path':'/a','value':false}]",
                "{'a':1} | {'a':'1'} | [{'op':'replace','path':'/a','value':'1'}]",
                "{'a':{}} | {'a':[]} | [{'op':'replace','path':'/a','value':[]}]",
                "{} | [] | [{'op':'replace','path':'','value':[]}]",
                "1 | 2 | [{'op':'replace','path':'','value':2}]",
                "{'a/b':1,'m~n':2,'':3} | {'a/b':2,'m~n':3,'':4} | [{'op':'replace','path':'/a~1b','value':2},"
                        + "{'op':'replace','path':'/m~0n','value':3},{'op':'replace','path':'/','value':4}]",
                "{'l':[1,2,3]} | {'l':[1,2,3,4]} | [{'op':'add','path':'/l/3','value':4}]",
                "{'l':[1,2,3]} | {'l':[0,1,2,3]} | [{'op':'add','path':'/l/0','value':0}]",
                "{'l':[1,2,3]} | {'l':[1,2]} | [{'op':'remove','path':'/l/2'}]",
                "{'l':[1,2,3]} | {'l':[]} | [{'op':'replace','path':'/l','value':[]}]",
                "{'l':[1,1,1]} | {'l':[1,1,1,1]} | [{'op':'add','path':'/l/3','value':1}]",
                "[[1,2],[3,4]] | [[1,2],[3,5]] | [{'op':'replace','path':'/1/1','value':5}]"
            })
    void smallStatesHaveTheseExactPatches(String from, String to, String patch) {
        assertThat(StrictJson.writeText(Patches.toJson(diff(json(from), json(to)))))
                .isEqualTo(patch.replace('\'', '"'));
    }

    @Test
    void oneAppendedMessageIsOneAddition() {
        assertPatch(
                100,
                list -> list.add(message(1000)),
                operation -> operation instanceof PatchOperation.Add add
                        && add.path().equals("/messages/100"));
    }

    @Test
    void oneMessageInsertedAtTheHeadIsOneAddition() {
        assertPatch(
                100,
                list -> list.add(0, message(1000)),
                operation -> operation instanceof PatchOperation.Add add
                        && add.path().equals("/messages/0"));
    }

    @Test
    void oneFieldChangedInTheMiddleIsOneReplacement() {
        assertPatch(
                100,
                list -> list.set(50, ((ObjectNode) message(50)).put("tokens", -1)),
                operation -> operation.equals(new PatchOperation.Replace("/messages/50/tokens", json("-1"))));
    }

    @Test
    void aWindowThatSlidesIsOneRemovalAndOneAddition() {
        List<PatchOperation> operations = change(100, list -> {
            list.remove(0);
            list.add(message(1000));
        });

        assertThat(operations)
                .containsExactly(
                        new PatchOperation.Remove("/messages/0"),
                        new PatchOperation.Add("/messages/99", message(1000)));
    }

    @Test
    void aWindowThatSlidesFarIsAsManyRemovalsAndAdditions() {
        List<PatchOperation> operations = change(200, list -> {
            list.subList(0, 30).clear();
            IntStream.range(0, 30).forEach(index -> list.add(message(1000 + index)));
        });

        assertThat(operations).hasSize(60);
    }

    @ParameterizedTest
    @CsvSource({"0,99", "99,0", "3,70", "70,3", "50,51", "51,50", "98,99"})
    void oneElementThatMovedIsOneMove(int from, int to) {
        List<PatchOperation> operations = change(100, list -> list.add(to, list.remove(from)));

        assertThat(operations).hasSize(1);
        assertThat(operations.get(0)).isInstanceOf(PatchOperation.Move.class);
    }

    @Test
    void anElementThatMovedAndChangedInDepthIsMovedAndChangedInPlace() {
        List<PatchOperation> operations = change(100, list -> {
            ObjectNode moved = (ObjectNode) list.remove(10);
            list.add(80, moved);
            list.set(20, ((ObjectNode) message(21)).put("tokens", -1));
        });

        assertThat(operations).hasSize(2);
        assertThat(operations.get(0)).isEqualTo(new PatchOperation.Replace("/messages/21/tokens", json("-1")));
        assertThat(operations.get(1)).isEqualTo(new PatchOperation.Move("/messages/10", "/messages/80"));
    }

    @Test
    void severalChangesAtOnceEachCostTheirOwn() {
        List<PatchOperation> operations = change(1000, list -> {
            list.set(500, ((ObjectNode) message(500)).put("tokens", -1));
            list.add(900, message(2000));
            list.add(message(2001));
            list.remove(3);
            list.add(100, list.remove(700));
        });

        assertThat(operations).hasSize(5);
    }

    @Test
    void anElementWhoseNeighbourIsInsertedIsStillChangedInPlace() {
        List<PatchOperation> operations = change(100, list -> {
            list.set(40, ((ObjectNode) message(40)).put("tokens", -1));
            list.add(40, message(2000));
        });

        assertThat(operations)
                .containsExactlyInAnyOrder(
                        new PatchOperation.Replace("/messages/40/tokens", json("-1")),
                        new PatchOperation.Add("/messages/40", message(2000)));
    }

    @Test
    void aShuffledListOfMessagesIsMovesAndNotCopies() {
        List<PatchOperation> operations = change(300, list -> Collections.shuffle(list, new Random(5)));

        assertThat(operations).hasSizeLessThan(300).allMatch(PatchOperation.Move.class::isInstance);
    }

    @Test
    void aShuffledListOfSmallElementsIsReplaced() {
        ArrayNode list = JSON.arrayNode();
        IntStream.range(0, 5_000)
                .forEach(index -> list.addObject().put("id", index).put("v", "value-" + index));
        List<JsonNode> shuffled = new ArrayList<>();
        list.forEach(shuffled::add);
        Collections.shuffle(shuffled, new Random(5));
        ObjectNode from = JSON.objectNode().set("items", list);
        ObjectNode to = JSON.objectNode().set("items", JSON.arrayNode().addAll(shuffled));

        StatePatch patch = diff(from, to);

        assertThat(patch.operations()).hasSize(1);
        assertThat(patch.jsonBytes()).isLessThan(StrictJson.write(to).length + 50);
        assertThat(JsonValues.equal(patch.apply(from), to)).isTrue();
    }

    @Test
    void aListOfNumbersThatAllChangedIsReplaced() {
        ArrayNode from = JSON.arrayNode();
        ArrayNode to = JSON.arrayNode();
        IntStream.range(0, 1_000).forEach(index -> {
            from.add(index / 8.0);
            to.add((index + 5_000) / 8.0);
        });

        List<PatchOperation> operations = diff(
                        JSON.objectNode().set("vector", from), JSON.objectNode().set("vector", to))
                .operations();

        assertThat(operations).containsExactly(new PatchOperation.Replace("/vector", to));
    }

    @Test
    void longTextsThatDifferInTheMiddleAreToldApart() {
        JsonNode from = json("{'l':['" + LONG.repeat(9) + "A" + LONG.repeat(9) + "',1]}");
        JsonNode to = json("{'l':[1,'" + LONG.repeat(9) + "B" + LONG.repeat(9) + "']}");

        assertThat(JsonValues.equal(diff(from, to).apply(from), to)).isTrue();
    }

    @Test
    void elementsThatDifferOnlyFarInsideAreToldApart() {
        JsonNode from = json("{'l':[{'a':{'b':{'c':{'d':{'e':{'f':1}}}}}},{'a':{'b':{'c':{'d':{'e':{'f':2}}}}}}]}");
        JsonNode to = json("{'l':[{'a':{'b':{'c':{'d':{'e':{'f':2}}}}}},{'a':{'b':{'c':{'d':{'e':{'f':3}}}}}}]}");

        assertThat(JsonValues.equal(diff(from, to).apply(from), to)).isTrue();
    }

    @Test
    void anObjectOfWhichNearlyAllChangedIsReplaced() {
        JsonNode from = json("{'a':{'k1':1,'k2':2,'k3':3,'k4':4},'b':'" + LONG + "'}");
        JsonNode to = json("{'a':{'k1':5,'k2':6,'k3':7,'k4':4},'b':'" + LONG + "'}");

        assertThat(diff(from, to).operations())
                .containsExactly(new PatchOperation.Replace("/a", json("{'k1':5,'k2':6,'k3':7,'k4':4}")));
    }

    @Test
    void thePatchNeverHasMoreOperationsThanAReaderTakes() {
        ObjectNode from = JSON.objectNode();
        ObjectNode to = JSON.objectNode();
        IntStream.range(0, 20_000).forEach(index -> {
            from.put("key-" + index, LONG + index);
            to.put("key-" + index, LONG + "changed" + index);
        });

        assertThat(diff(from, to).operations()).containsExactly(new PatchOperation.Replace("", to));
        assertThat(diff(JSON.objectNode().set("a", from), JSON.objectNode().set("a", to))
                        .operations())
                .containsExactly(new PatchOperation.Replace("/a", to));
    }

    @Test
    void thePatchNeverHasALongerPathThanAReaderTakes() {
        String longest = "k".repeat(StatePatch.MAX_PATH_CHARS);
        ObjectNode from = JSON.objectNode();
        from.putObject("outer").putObject(longest).put("n", 1);
        ObjectNode to = JSON.objectNode();
        to.putObject("outer").putObject(longest).put("n", 2);
        ObjectNode without = JSON.objectNode();
        without.putObject("outer");

        for (JsonNode target : List.of(to, without)) {
            StatePatch patch = diff(from, target);

            assertThat(patch.operations())
                    .allMatch(operation -> operation.path().equals("/outer"));
            assertThat(patch.apply(from)).isEqualTo(target);
        }
        assertThat(diff(JSON.objectNode().put(longest, 1), JSON.objectNode().put(longest, 2))
                        .operations())
                .containsExactly(
                        new PatchOperation.Replace("", JSON.objectNode().put(longest, 2)));
    }

    @Test
    void aPathThatIsTooLongIsNotForgottenOverLaterChanges() {
        String longest = "k".repeat(StatePatch.MAX_PATH_CHARS);
        ObjectNode from = JSON.objectNode().put(longest, 1);
        from.putObject("later").put("text", LONG).put("n", 1);
        ObjectNode to = from.deepCopy().put(longest, 2);
        to.withObject("/later").put("n", 2);

        assertThat(diff(from, to).operations()).containsExactly(new PatchOperation.Replace("", to));
    }

    @Test
    void treesThatAreTooDeepAreRefused() {
        JsonNode from = JSON.numberNode(1);
        JsonNode to = JSON.numberNode(2);
        for (int level = 0; level < 120; level++) {
            from = JSON.arrayNode().add(from);
            to = JSON.arrayNode().add(to);
        }
        JsonNode deepest = from;
        JsonNode tooDeep = JSON.arrayNode().add(from);
        JsonNode tooDeepToo = JSON.arrayNode().add(to);

        assertThat(diff(deepest, to).apply(deepest)).isEqualTo(to);
        assertThatThrownBy(() -> diff(tooDeep, tooDeepToo)).isInstanceOf(JsonException.class);
    }

    @Test
    void aPatchIsWorthSendingUpToElevenTenthsOfTheState() {
        assertThat(StatePatch.worthSending(110, 100)).isTrue();
        assertThat(StatePatch.worthSending(111, 100)).isFalse();
        assertThat(StatePatch.worthSending(2, 2)).isTrue();
        assertThat(StatePatch.worthSending(0, 0)).isTrue();
        assertThat(StatePatch.worthSending(11L << 32, 10L << 32)).isTrue();
        assertThat(StatePatch.worthSending((11L << 32) + 1, 10L << 32)).isFalse();
    }

    private static void assertPatch(
            int messages, Consumer<List<JsonNode>> change, java.util.function.Predicate<PatchOperation> expected) {
        assertThat(change(messages, change)).singleElement().matches(expected);
    }

    /** The operations for a change of a list of messages; the states share no nodes. */
    private static List<PatchOperation> change(int messages, Consumer<List<JsonNode>> change) {
        List<JsonNode> list = new ArrayList<>();
        IntStream.range(0, messages).forEach(index -> list.add(message(index)));
        ObjectNode from = state(list);
        change.accept(list);
        JsonNode to = StrictJson.parse(StrictJson.write(state(list)));

        StatePatch patch = diff(from, to);

        assertThat(JsonValues.equal(patch.apply(from), to)).isTrue();
        return patch.operations();
    }

    private static ObjectNode state(List<JsonNode> messages) {
        return JSON.objectNode().put("step", 1).set("messages", JSON.arrayNode().addAll(messages));
    }

    private static JsonNode message(int id) {
        return JSON.objectNode()
                .put("id", "m" + id)
                .put("role", id % 2 == 0 ? "user" : "assistant")
                .put("text", LONG + id)
                .put("tokens", id);
    }

    private static StatePatch diff(JsonNode from, JsonNode to) {
        return StateDiffer.ofDefaults().diff(from, to);
    }
}
