package io.dashstream.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dashstream.core.Vectors;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Doubles as ECMAScript prints them: published samples, and an oracle that searches the shortest decimal. */
class CanonicalNumbersTest {

    /** RFC 8785, appendix B. */
    static Stream<Arguments> samplesOfTheRfc() {
        return Vectors.of("canonical-json", "doubles")
                .map(row -> arguments(
                        row.required("bits").textValue(), row.required("text").textValue()));
    }

    @ParameterizedTest
    @MethodSource("samplesOfTheRfc")
    void theSamplesOfTheRfcArePrintedAsInTheRfc(String bits, String text) {
        assertThat(print(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotANumberIsRefused(double value) {
        assertThatThrownBy(() -> print(value)).isInstanceOf(JsonException.class);
    }

    /** Values for which {@code Double.toString} of JDK 17 gives too many digits (JDK-4511638). */
    @ParameterizedTest
    @MethodSource("numbersThatTheJdkPrintsTooLong")
    void theShortestTextIsFoundWhereTheJdkDoesNot(String value, String text) {
        assertThat(print(Double.parseDouble(value))).isEqualTo(text);
    }

    static Stream<Arguments> numbersThatTheJdkPrintsTooLong() {
        return Vectors.of("canonical-json", "shortest")
                .map(row -> arguments(
                        row.required("number").textValue(), row.required("text").textValue()));
    }

    @Test
    void randomDoublesArePrintedAsShortAsPossible() {
        Property.check("a double is printed with the fewest digits, nearest to it", 20_000, (random, size) -> {
            double value = RandomJson.finiteDouble(random);

            assertThat(print(value)).isEqualTo(oracle(value));
        });
    }

    @Test
    void doublesOfEverydayMagnitudeArePrintedAsShortAsPossible() {
        Property.check("a double near 1 is printed with the fewest digits", 20_000, (random, size) -> {
            double value = random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-9, 24));

            assertThat(print(value)).isEqualTo(oracle(value));
        });
    }

    @Test
    void theSmallestSubnormalNumbersArePrintedAsShortAsPossible() {
        for (long bits = 1; bits < 20_000; bits++) {
            double value = Double.longBitsToDouble(bits);

            assertThat(print(value)).isEqualTo(oracle(value));
        }
    }

    @Test
    void powersOfTwoAndTenArePrintedAsShortAsPossible() {
        for (int exponent = -1074; exponent <= 1023; exponent++) {
            double power = Math.scalb(1.0, exponent);
            Stream.of(power, Math.nextUp(power), Math.nextDown(power))
                    .filter(value -> value != 0)
                    .forEach(value -> assertThat(print(value)).isEqualTo(oracle(value)));
        }
        for (int exponent = -323; exponent <= 308; exponent++) {
            double power = Double.parseDouble("1e" + exponent);
            Stream.of(power, Math.nextUp(power), Math.nextDown(power), -power)
                    .forEach(value -> assertThat(print(value)).isEqualTo(oracle(value)));
        }
    }

    private static String print(double value) {
        return CanonicalJson.encodeText(JsonNodeFactory.instance.numberNode(value));
    }

    /** The decimal of fewest digits that is read as this double; the nearest if there are several, the even one of two. */
    private static String oracle(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits <= 17; digits++) {
            BigDecimal down = exact.round(new MathContext(digits, RoundingMode.FLOOR));
            BigDecimal up = exact.round(new MathContext(digits, RoundingMode.CEILING));
            var nearest = Stream.of(down, up)
                    .filter(decimal -> decimal.doubleValue() == value)
                    .min(Comparator.<BigDecimal, BigDecimal>comparing(
                                    decimal -> decimal.subtract(exact).abs())
                            .thenComparing(decimal -> decimal.unscaledValue().testBit(0)));
            if (nearest.isPresent()) {
                return ecmaScript(nearest.get().stripTrailingZeros());
            }
        }
        throw new AssertionError("17 digits are always enough for " + value);
    }

    private static String ecmaScript(BigDecimal decimal) {
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (-7 < exponent && exponent < 21) {
            return decimal.toPlainString();
        }
        String digits = decimal.unscaledValue().abs().toString();
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        return (decimal.signum() < 0 ? "-" : "")
                + digits.charAt(0)
                + fraction
                + (exponent < 0 ? "e-" : "e+")
                + Math.abs(exponent);
    }
}
