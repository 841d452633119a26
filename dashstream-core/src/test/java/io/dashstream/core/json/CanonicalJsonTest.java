package io.dashstream.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    @Test
    void theExampleOfTheRfcHasTheBytesOfTheRfc() {
        JsonNode value = StrictJson.parse("""
                {
                  "numbers": [333333333.33333329, 1E30, 4.50,
                              2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }
                """);

        assertThat(CanonicalJson.encode(value))
                .isEqualTo(HexFormat.of()
                        .parseHex("7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a"
                                + "5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32"
                                + "375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d"));
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
        return Stream.of(
                arguments("{ }", "{}"),
                arguments("[ ]", "[]"),
                arguments("[56.0,{\"d\":true,\"10\":null,\"1\":[]}]", "[56,{\"1\":[],\"10\":null,\"d\":true}]"),
                arguments(
                        "{\"1\":{\"f\":{\"f\":\"hi\",\"F\":5},\"\\n\":56.0},\"10\":{},\"\":\"empty\",\"111\":[{}]}",
                        "{\"\":\"empty\",\"1\":{\"\\n\":56,\"f\":{\"F\":5,\"f\":\"hi\"}},\"10\":{},\"111\":[{}]}"),
                arguments("\"\\u1e0d\\u0307\"", "\"\u1e0d\u0307\""),
                arguments("\"\\/\"", "\"/\""),
                arguments("\"\\u007f\\u0080\\u2028\\u2029\\ufeff\"", "\"\u007f\u0080\u2028\u2029\ufeff\""),
                arguments(
                        "\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\"",
                        "\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\""),
                arguments("\"\\uD83D\\uDE00\"", "\"\ud83d\ude00\""),
                arguments("9007199254740991", "9007199254740991"),
                arguments("9007199254740993", "9007199254740993"),
                arguments("-123456789012345678901234567890", "-123456789012345678901234567890"));
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
