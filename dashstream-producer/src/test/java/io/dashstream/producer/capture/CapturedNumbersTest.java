package io.dashstream.producer.capture;

import static io.dashstream.producer.capture.Captures.capture;
import static io.dashstream.producer.capture.Captures.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CapturedNumbersTest {

    private static final long MAX_SAFE = 9007199254740991L;

    static Stream<Arguments> numbers() {
        BigInteger beyondLong = BigInteger.TWO.pow(64);
        return Stream.of(
                arguments(1.0, IntNode.valueOf(1)),
                arguments(-0.0, IntNode.valueOf(0)),
                arguments(-0.0f, IntNode.valueOf(0)),
                arguments(3e9, LongNode.valueOf(3_000_000_000L)),
                arguments((double) MAX_SAFE, LongNode.valueOf(MAX_SAFE)),
                arguments((double) -MAX_SAFE, LongNode.valueOf(-MAX_SAFE)),
                arguments(MAX_SAFE + 1.0, DoubleNode.valueOf(9007199254740992.0)),
                arguments(0.1, DoubleNode.valueOf(0.1)),
                arguments(0.1f, DoubleNode.valueOf(0.1)),
                arguments(16777216f, IntNode.valueOf(16777216)),
                arguments(1.23456794E9f, IntNode.valueOf(1234567940)),
                arguments(Float.MIN_VALUE, DoubleNode.valueOf(1.4E-45)),
                arguments(1L, IntNode.valueOf(1)),
                arguments(Long.MIN_VALUE, LongNode.valueOf(Long.MIN_VALUE)),
                arguments(BigInteger.TEN, IntNode.valueOf(10)),
                arguments(beyondLong, BigIntegerNode.valueOf(beyondLong)),
                arguments(new BigDecimal("1.50"), DoubleNode.valueOf(1.5)),
                arguments(new BigDecimal("1.00"), IntNode.valueOf(1)),
                arguments(new BigDecimal("0E-99999"), TextNode.valueOf("")),
                arguments(new BigDecimal("1E+30"), BigIntegerNode.valueOf(BigInteger.TEN.pow(30))),
                arguments(
                        new BigDecimal("0.1000000000000000055511151231257827"),
                        TextNode.valueOf("0.1000000000000000055511151231257827")));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberHasOneNodeWhateverItsJavaType(Number value, JsonNode expected) {
        JsonNode node = capture(value).tree();
        if (expected.asText().isEmpty()) {
            assertThat(node.path("@type").textValue()).isEqualTo("java.math.BigDecimal");
        } else {
            assertThat(node).isEqualTo(expected);
        }
    }

    @Test
    void whatJsonCanNotSayStandsThereAsItsNameAndIsCounted() {
        List<Object> odd = List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN);
        assertThat(json(odd)).isEqualTo("[\"NaN\",\"Infinity\",\"-Infinity\",\"NaN\"]");
        assertThat(capture(odd).fallbacks()).isEqualTo(4);
        assertThat(capture(new double[] {1.5, Double.NaN}).fallbacks()).isEqualTo(1);
    }

    @Test
    void aNumberThatReadersWouldRefuseIsTold() {
        BigInteger huge = BigInteger.ONE.shiftLeft(1023);
        assertThat(json(huge)).isEqualTo("{\"@type\":\"java.math.BigInteger\",\"@text\":\"1024 bits\"}");
        assertThat(capture(huge).fallbacks()).isEqualTo(1);
        assertThat(json(BigInteger.ONE.shiftLeft(1022))).startsWith("449423");
        assertThat(json(new BigDecimal("1E+2000000"))).contains("\"1 digits, scale -2000000\"");
    }

    @Test
    void aNumberThatChangedItsTypeOnlyKeepsItsNode() {
        CaptureSession session = StateEncoder.ofDefaults().newSession();
        JsonNode first = Captures.tree(session, List.of(1000, 0.1, 5_000_000_000L));
        assertThat(Captures.tree(session, List.of(1000L, 0.1f, 5e9))).isSameAs(first);
    }
}
