package io.dashstream.core.diff;

import static io.dashstream.core.diff.Patches.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.testing.Allocation;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("CO-14: what is wrong with a patch is said shortly and cheaply")
class PatchErrorsTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static Stream<JsonNode> hugeValues() {
        ObjectNode object = JSON.objectNode();
        IntStream.range(0, 300_000).forEach(index -> object.put("member-" + index, "value " + index));
        ArrayNode array = JSON.arrayNode();
        IntStream.range(0, 300_000).forEach(index -> array.add("value " + index));
        return Stream.of(
                JSON.textNode("x".repeat(50 << 20)),
                JSON.textNode("\ud83d\ude00".repeat(1 << 20)),
                object,
                array,
                JSON.numberNode(BigInteger.ONE.shiftLeft(1_000_000)));
    }

    @ParameterizedTest
    @MethodSource("hugeValues")
    void aFailingTestOnAHugeValueHasAShortMessage(JsonNode huge) {
        ObjectNode state = JSON.objectNode().set("a", huge);
        StatePatch patch = StatePatch.of(List.of(new PatchOperation.Test("/a", json("{'b':1}"))));
        StatePatch other = StatePatch.of(List.of(new PatchOperation.Test("", huge)));

        assertShortAndCheap(patch, state);
        assertShortAndCheap(other, state);
    }

    private static void assertShortAndCheap(StatePatch patch, JsonNode state) {
        long allocated = Allocation.during(() -> assertThatThrownBy(() -> patch.apply(state))
                .isInstanceOf(PatchException.class)
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(400)));

        assertThat(allocated).as("bytes allocated").isLessThan(1 << 20);
    }

    @Test
    void aPathIsCut() {
        String path = "/" + "\ud83d\ude00".repeat(4_000);

        assertThatThrownBy(() ->
                        StatePatch.of(List.of(new PatchOperation.Remove(path))).apply(JSON.objectNode()))
                .isInstanceOfSatisfying(PatchException.class, e -> {
                    assertThat(e.path()).hasSizeLessThan(210).endsWith("...");
                    assertThat(e.getMessage().length()).isLessThan(400);
                    assertThat(e.getMessage().codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF))
                            .as("no character is cut in two")
                            .isTrue();
                });
    }

    @Test
    void theMessageNamesOperationPathExpectedAndFound() {
        JsonNode state = json("{'a':{'b':[1,2,3]}}");

        assertThatThrownBy(() -> Patches.patch("[{'op':'test','path':'/a/b','value':'text'}]")
                        .apply(state))
                .hasMessage("patch operation 0 at path '/a/b': test expects the string 'text' of 4 characters"
                        + " but finds an array of 3 elements");
        assertThatThrownBy(
                        () -> Patches.patch("[{'op':'remove','path':'/a/b/3'}]").apply(state))
                .hasMessage("patch operation 0 at path '/a/b/3': index 3 is not below 3");
        assertThatThrownBy(
                        () -> Patches.patch("[{'op':'remove','path':'/a/c'}]").apply(state))
                .hasMessage("patch operation 0 at path '/a/c': there is no member 'c'");
        assertThatThrownBy(() -> Patches.patch("[{'op':'add','path':'/a/b/0/c','value':1}]")
                        .apply(state))
                .hasMessage("patch operation 0 at path '/a/b/0/c': path leads through 1");
    }
}
