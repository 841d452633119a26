package io.dashstream.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.JsonException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One verdict for each row of the table in {@link StrictJson}. */
@DisplayName("CO-05: every kind of doubtful JSON has one verdict")
class StrictJsonVerdictsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n\t",
                "{\"a\":1} x",
                "{\"a\":1}{}",
                "1 2",
                "1,",
                "NaN",
                "Infinity",
                "-Infinity",
                "+1",
                "01",
                "-01",
                ".5",
                "1.",
                "1e",
                "0x1",
                "- 1",
                "tru",
                "True",
                "nullx",
                "undefined",
                "'a'",
                "{'a':1}",
                "{a:1}",
                "[1,]",
                "{\"a\":1,}",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{1:1}",
                "[1 2]",
                "[",
                "{\"a\":1",
                "\"a",
                "\"a\nb\"",
                "\"\u0001\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "// a\n1",
                "/* a */ 1",
                "# a\n1",
                "\u00a01",
                "]",
                "[1}"
            })
    void textThatIsNotOneJsonValueIsRefused(String text) {
        assertRefused(text, Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22ff22", // a byte that never occurs in UTF-8
                "22c32822", // a sequence that is cut short by an ASCII byte
                "22c3", // ... and by the end
                "22c0af22", // an overlong slash
                "22e080af22",
                "22eda08022", // an encoded surrogate
                "22f490808022", // above U+10FFFF
                "228022", // a continuation without a start
                "efbbbf31", // a byte order mark
                "fffe3100", // UTF-16
                "feff0031"
            })
    void bytesThatAreNotUtf8AreRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> StrictJson.parse(bytes))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_UTF8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0031", "3100", "00000031", "31000000", "2200610022"})
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

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2,\"\\u0061\":null}", "[{\"\":{},\"\":{}}]"})
    void anObjectThatNamesAMemberTwiceIsRefused(String text) {
        assertRefused(text, Reason.DUPLICATE_KEY);
    }

    static Stream<String> numbersBeyondADouble() {
        return Stream.of(
                "1e400",
                "-1e400",
                "1.8e308",
                "[1E+309]",
                "2" + "0".repeat(308),
                "-" + "9".repeat(400),
                "9".repeat(1001),
                "0." + "1".repeat(1001));
    }

    @ParameterizedTest
    @MethodSource("numbersBeyondADouble")
    void aNumberBeyondTheRangeOfADoubleOrWithThousandsOfDigitsIsRefused(String text) {
        assertRefused(text, Reason.NUMBER_OUT_OF_RANGE);
    }

    static Stream<Arguments> acceptedNumbers() {
        return Stream.of(
                arguments("0", "0"),
                arguments("-0", "0"),
                arguments("-0.0", "0"),
                arguments("1.0", "1"),
                arguments("1e-400", "0"),
                arguments("0e99999", "0"),
                arguments("1E2", "100"),
                arguments("9007199254740993", "9007199254740993"),
                arguments("-9223372036854775809", "-9223372036854775809"),
                arguments("1" + "0".repeat(308), "1" + "0".repeat(308)),
                arguments("1.7976931348623157e308", "1.7976931348623157e+308"));
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
