package io.dashstream.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.JsonException.Reason;
import io.dashstream.testing.Allocation;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and limits are those of the bytes that are written. */
class JsonSizeTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Test
    @DisplayName("CO-13: the sizer tells exactly what the writer writes")
    void theSizerTellsWhatTheWriterWrites() {
        Property.check("size(v) is the length of write(v)", 3_000, (random, size) -> {
            JsonNode value = RandomJson.value(random, size);
            JsonSizer sizer = new JsonSizer();

            assertThat(sizer.size(value)).isEqualTo(StrictJson.write(value).length);
            assertThat(sizer.size(JSON.arrayNode().add(value)))
                    .as("with the size of the element remembered")
                    .isEqualTo(StrictJson.write(value).length + 2);
        });
    }

    @Test
    @DisplayName("CO-13: the verdict of a limit is the verdict on the bytes")
    void theVerdictOfALimitIsTheVerdictOnTheBytes() {
        Property.check("write(v, limit) fails if and only if write(v) is longer", 2_000, (random, size) -> {
            JsonNode value = RandomJson.value(random, size);
            int length = StrictJson.write(value).length;
            int limit = Math.max(0, length + random.nextInt(-3, 4));

            if (length <= limit) {
                assertThat(StrictJson.write(value, limit)).hasSize(length);
            } else {
                assertThatThrownBy(() -> StrictJson.write(value, limit))
                        .isInstanceOfSatisfying(
                                JsonException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
            }
            assertThat(new JsonSizer().sizeUpTo(value, limit) <= limit).isEqualTo(length <= limit);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\u00e9", "\u6f22", "\ud83d\ude00", "a", "\"", "?", "\ud83d"})
    @DisplayName("CO-13: characters that grow do not mislead a limit")
    void charactersThatGrowDoNotMisleadALimit(String character) {
        for (int count : new int[] {1, 11, 12, 13, 1023, 1024, 1025, 5000}) {
            JsonNode text = JSON.textNode(character.repeat(count));
            int length = StrictJson.write(text).length;

            assertThat(new JsonSizer().size(text)).isEqualTo(length);
            assertThatCode(() -> StrictJson.write(text, length)).doesNotThrowAnyException();
            assertThatThrownBy(() -> StrictJson.write(text, length - 1)).isInstanceOf(JsonException.class);
        }
    }

    @Test
    @DisplayName("CO-14: refusing a huge string costs about the limit and not the string")
    void refusingAHugeStringCostsAboutTheLimit() {
        assertCheaplyRefused(JSON.textNode("x".repeat(100 << 20)));
        assertCheaplyRefused(JSON.textNode("\u6f22".repeat(20 << 20)));
    }

    @Test
    @DisplayName("CO-14: refusing a huge object costs about the limit and not the object")
    void refusingAHugeObjectCostsAboutTheLimit() {
        ObjectNode object = JSON.objectNode();
        ArrayNode array = JSON.arrayNode();
        IntStream.range(0, 1_000_000).forEach(index -> {
            object.put("key-" + index, index);
            array.add(index);
        });

        assertCheaplyRefused(object);
        assertCheaplyRefused(array);
    }

    private static void assertCheaplyRefused(JsonNode huge) {
        int limit = 1 << 20;

        long writing = Allocation.during(() -> assertRefused(huge, limit));
        long sizing = Allocation.during(() -> new JsonSizer().sizeUpTo(huge, limit));

        assertThat(writing).as("bytes allocated by writing").isLessThan(4L * limit);
        assertThat(sizing).as("bytes allocated by sizing").isLessThan(4L * limit);
    }

    private static void assertRefused(JsonNode value, int limit) {
        assertThatThrownBy(() -> StrictJson.write(value, limit))
                .isInstanceOf(JsonException.class)
                .hasMessage("JSON text is longer than the limit of 1048576 bytes");
    }

    @Test
    @DisplayName("CO-14: error texts are short whatever the input")
    void errorTextsAreShort() {
        for (String text : new String[] {
            "x".repeat(1 << 20),
            "{\"" + "k".repeat(1 << 20) + "\":tru}",
            "\"" + "x".repeat(1 << 20),
            "9".repeat(1 << 20),
            "[".repeat(1 << 20),
            "{\"" + "k".repeat(1 << 20) + "\":1,\"" + "k".repeat(1 << 20) + "\":1}"
        }) {
            assertThatThrownBy(() -> StrictJson.parse(text))
                    .isInstanceOf(JsonException.class)
                    .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(400));
        }
    }
}
