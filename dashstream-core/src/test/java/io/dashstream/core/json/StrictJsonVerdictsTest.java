package io.dashstream.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.Vectors;
import io.dashstream.core.json.JsonException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One verdict for each row of the table in {@link StrictJson}. */
@DisplayName("CO-05: every kind of doubtful JSON has one verdict")
class StrictJsonVerdictsTest {

    static Stream<String> malformed() {
        return Vectors.texts("strict-json", "malformed");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void textThatIsNotOneJsonValueIsRefused(String text) {
        assertRefused(text, Reason.MALFORMED);
    }

    static Stream<String> notUtf8() {
        return Vectors.texts("strict-json", "notUtf8Bytes");
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void bytesThatAreNotUtf8AreRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> StrictJson.parse(bytes))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_UTF8));
    }

    static Stream<String> otherEncodings() {
        return Vectors.texts("strict-json", "malformedBytes");
    }

    @ParameterizedTest
    @MethodSource("otherEncodings")
    void utf16And32WithoutMarkAreNotGuessed(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> StrictJson.parse(bytes))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void aLoneSurrogateInATextIsRefusedBecauseItHasNoUtf8() {
        assertRefused("\"\ud83d\"", Reason.NOT_UTF8);
    }

    @Test
    void anEscapedLoneSurrogateIsKept() {
        assertThat(StrictJson.parse("\"\\ud83d\"").textValue()).isEqualTo("\ud83d");
        assertThat(StrictJson.writeText(StrictJson.parse("\"\\uDE00\""))).isEqualTo("\"\\ude00\"");
    }

    static Stream<String> duplicateKeys() {
        return Vectors.texts("strict-json", "duplicateKeys");
    }

    @ParameterizedTest
    @MethodSource("duplicateKeys")
    void anObjectThatNamesAMemberTwiceIsRefused(String text) {
        assertRefused(text, Reason.DUPLICATE_KEY);
    }

    static Stream<String> numbersBeyondADouble() {
        return Vectors.texts("strict-json", "numbersOutOfRange");
    }

    @ParameterizedTest
    @MethodSource("numbersBeyondADouble")
    void aNumberBeyondTheRangeOfADoubleOrWithThousandsOfDigitsIsRefused(String text) {
        assertRefused(text, Reason.NUMBER_OUT_OF_RANGE);
    }

    static Stream<Arguments> acceptedNumbers() {
        return Vectors.of("strict-json", "numbers")
                .map(row -> arguments(
                        row.required("json").textValue(),
                        row.required("canonical").textValue()));
    }

    @ParameterizedTest
    @MethodSource("acceptedNumbers")
    void everyOtherNumberIsTaken(String text, String canonical) {
        assertThat(CanonicalJson.encodeText(StrictJson.parse(text))).isEqualTo(canonical);
    }

    @Test
    void containersMayBeNestedOneHundredAndTwentyLevels() {
        JsonNode arrays = StrictJson.parse("[".repeat(120) + "1" + "]".repeat(120));
        JsonNode objects = StrictJson.parse("{\"a\":".repeat(120) + "1" + "}".repeat(120));

        assertThat(StrictJson.write(arrays)).hasSize(241);
        assertThat(StrictJson.write(objects)).hasSize(120 * 6 + 1);
        assertRefused("[".repeat(121) + "]".repeat(121), Reason.TOO_DEEP);
        assertRefused("{\"a\":".repeat(121) + "1" + "}".repeat(121), Reason.TOO_DEEP);
        assertRefused("[".repeat(10_000_000), Reason.TOO_DEEP);
    }

    @Test
    void onlyTheGivenRangeIsRead() {
        byte[] bytes = "xx[1,2]yy".getBytes(StandardCharsets.UTF_8);

        assertThat(StrictJson.parse(bytes, 2, 5)).isEqualTo(StrictJson.parse("[1,2]"));
        assertThatThrownBy(() -> StrictJson.parse(bytes, 2, 6)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> StrictJson.parse(bytes, 2, 4)).isInstanceOf(JsonException.class);
    }

    @Test
    void whiteSpaceAroundTheValueIsFine() {
        assertThat(StrictJson.parse(" \t\r\n{ \"a\" : [ 1 , 2 ] } \n")).isEqualTo(StrictJson.parse("{\"a\":[1,2]}"));
    }

    private static void assertRefused(String text, Reason reason) {
        assertThatThrownBy(() -> StrictJson.parse(text))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
