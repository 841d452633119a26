package io.dashstream.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Doubles as ECMAScript prints them: published samples, and an oracle that searches the shortest decimal. */
class CanonicalNumbersTest {

    /** RFC 8785, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
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
    @CsvSource({
        "2e23, 2e+23",
        "2.0E-3, 0.002",
        "1.0E23, 1e+23",
        "8.41E21, 8.41e+21",
        "2.2250738585072014E-308, 2.2250738585072014e-308"
    })
    void theShortestTextIsFoundWhereTheJdkDoesNot(double value, String text) {
        assertThat(print(value)).isEqualTo(text);
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
