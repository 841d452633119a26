package io.dashstream.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.Vectors;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalJsonTest {

    /** RFC 8785, sections 3.2.2 and 3.2.4. */
    static Stream<Arguments> examplesOfTheRfc() {
        return Vectors.of("canonical-json", "examples")
                .map(row -> arguments(
                        row.required("json").textValue(), row.required("hex").textValue()));
    }

    @ParameterizedTest
    @MethodSource("examplesOfTheRfc")
    void theExampleOfTheRfcHasTheBytesOfTheRfc(String json, String hex) {
        assertThat(CanonicalJson.encode(StrictJson.parse(json)))
                .isEqualTo(HexFormat.of().parseHex(hex));
    }

    /** RFC 8785, section 3.2.3. */
    @Test
    void membersAreSortedByUtf16CodeUnits() {
        JsonNode value = StrictJson.parse("""
                {
                  "\\u20ac": "Euro Sign",
                  "\\r": "Carriage Return",
                  "\\ufb33": "Hebrew Letter Dalet With Dagesh",
                  "1": "One",
                  "\\ud83d\\ude00": "Emoji: Grinning Face",
                  "\\u0080": "Control",
                  "\\u00f6": "Latin Small Letter O With Diaeresis"
                }
                """);

        assertThat(StrictJson.parse(CanonicalJson.encode(value)).elements())
                .toIterable()
                .extracting(JsonNode::textValue)
                .containsExactly(
                        "Carriage Return",
                        "One",
                        "Control",
                        "Latin Small Letter O With Diaeresis",
                        "Euro Sign",
                        "Emoji: Grinning Face",
                        "Hebrew Letter Dalet With Dagesh");
    }

    static Stream<Arguments> spellings() {
        return Vectors.of("canonical-json", "spellings")
                .map(row -> arguments(
                        row.required("json").textValue(),
                        row.required("canonical").textValue()));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void everyValueHasOneSpelling(String text, String canonical) {
        assertThat(CanonicalJson.encodeText(StrictJson.parse(text))).isEqualTo(canonical);
    }

    @Test
    void aLoneSurrogateIsWrittenAsTheEscapeOfJsonStringify() {
        for (String around : new String[] {"", "x", "a text that is longer than a few characters? "}) {
            JsonNode high = JsonNodeFactory.instance.textNode(around + "\ud83d" + around);
            JsonNode low = JsonNodeFactory.instance.textNode(around + "\ude00" + around);

            assertThat(CanonicalJson.encodeText(high)).isEqualTo("\"" + around + "\\ud83d" + around + "\"");
            assertThat(CanonicalJson.encodeText(low)).isEqualTo("\"" + around + "\\ude00" + around + "\"");
        }
    }

    @Test
    void aSurrogatePairIsKeptTogetherWhereverItIs() {
        IntStream.rangeClosed(1000, 1060).forEach(before -> {
            String text = "x".repeat(before) + "\ud83d\ude00" + "y".repeat(1100) + "\ud83d\ude00";

            assertThat(CanonicalJson.encodeText(JsonNodeFactory.instance.textNode(text)))
                    .isEqualTo("\"" + text + "\"");
        });
    }

    @Test
    void manyMembersAndLongNamesAreSortedToo() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        IntStream.range(0, 40)
                .map(index -> 39 - index)
                .forEach(index -> object.put("name".repeat(20) + (100 + index), index));

        String canonical = CanonicalJson.encodeText(object);

        assertThat(StrictJson.parse(canonical).elements())
                .toIterable()
                .extracting(JsonNode::intValue)
                .isSorted()
                .hasSize(40);
    }

    @Test
    void theCanonicalTextIsAFixedPoint() {
        Property.check("canonical(parse(canonical(v))) equals canonical(v)", 2_000, (random, size) -> {
            String canonical = CanonicalJson.encodeText(RandomJson.value(random, size));

            assertThat(CanonicalJson.encodeText(StrictJson.parse(canonical))).isEqualTo(canonical);
        });
    }

    @Test
    void theOrderOfMembersMakesNoDifference() {
        Property.check("canonical text does not depend on member order", 2_000, (random, size) -> {
            JsonNode value = RandomJson.value(random, size);
            JsonNode shuffled = RandomJson.withShuffledKeys(random, value);

            assertThat(CanonicalJson.encode(shuffled)).isEqualTo(CanonicalJson.encode(value));
        });
    }
}
