package io.dashstream.core.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.dashstream.core.json.JsonException.Reason;
import java.math.BigInteger;

/**
 * How numbers are spelled and which are allowed.
 *
 * <p>The digits of a double come from Jackson's {@link NumberOutput#toString(double, boolean)} with the fast writer: its
 * copy of Raffaele Giulietti's Schubfach ("The Schubfach way to render doubles"), the algorithm of the JDK since 19.
 * {@code Double.toString} of JDK 17 is not the shortest (2.0E-3 may get a superfluous digit, JDK-4511638). Schubfach
 * prefers two digits to one if they are nearer, as Java asks; ECMAScript wants the fewest digits, which makes a
 * difference among the smallest subnormal numbers only (4.9E-324 is 5e-324).
 */
final class Numbers {

    /** 2<sup>53</sup> - 1: up to here every whole number is a double of its own. */
    static final long MAX_SAFE = (1L << 53) - 1;

    /** Above, one digit never spells a number for which Java would prefer two. */
    private static final double ONE_DIGIT_IN_DOUBT = 1e-320;

    private Numbers() {}

    static boolean isSafeWhole(double value) {
        return value == Math.rint(value) && Math.abs(value) <= MAX_SAFE;
    }

    static boolean isBeyondSafe(double value) {
        return Math.abs(value) > MAX_SAFE;
    }

    static boolean isSafe(long value) {
        return -MAX_SAFE <= value && value <= MAX_SAFE;
    }

    static double requireFinite(double value) {
        if (!Double.isFinite(value)) {
            throw new JsonException(Reason.NUMBER_OUT_OF_RANGE, value + " is not a JSON number");
        }
        return value;
    }

    /** An integer is written with all its digits, but other readers take it as a double: it must not become infinite. */
    static BigInteger requireFinite(BigInteger value) {
        if (Double.isInfinite(value.doubleValue())) {
            throw new JsonException(
                    Reason.NUMBER_OUT_OF_RANGE,
                    "an integer of " + value.bitLength() + " bits is beyond the range of a double");
        }
        return value;
    }

    /** ECMAScript's Number::toString (ECMA-262, 6.1.6.1.20), which RFC 8785 prescribes. */
    static String toEcmaScript(double value) {
        if (value == 0) {
            return "0";
        }
        String shortest = NumberOutput.toString(value, true);
        int exponentMark = shortest.indexOf('E');
        if (exponentMark < 0) {
            return shortest.endsWith(".0") ? shortest.substring(0, shortest.length() - 2) : shortest;
        }
        return scientific(value, shortest, exponentMark, -6, 21);
    }

    /** The same digits, always with an exponent. */
    static String toExponentText(double value) {
        String shortest = NumberOutput.toString(value, true);
        int exponentMark = shortest.indexOf('E');
        if (exponentMark < 0) {
            throw new IllegalStateException(shortest + " has no exponent");
        }
        return scientific(value, shortest, exponentMark, 0, 0);
    }

    /**
     * Respells {@code d.ddE±n}. In the terms of ECMA-262: k digits, the decimal point after the first n of them; plain
     * notation if {@code lowest < n <= highest}.
     */
    private static String scientific(double value, String shortest, int exponentMark, int lowest, int highest) {
        int point = shortest.indexOf('.');
        String sign = value < 0 ? "-" : "";
        String digits = shortest.substring(sign.length(), point)
                + (shortest.startsWith("0E", point + 1) ? "" : shortest.substring(point + 1, exponentMark));
        int n = Integer.parseInt(shortest, exponentMark + 1, shortest.length(), 10) + 1;
        if (digits.length() == 2 && Math.abs(value) < ONE_DIGIT_IN_DOUBT) {
            int rounded = Math.round(Integer.parseInt(digits) / 10f);
            if (Double.parseDouble(rounded + "E" + (n - 1)) == Math.abs(value)) {
                digits = rounded == 10 ? "1" : Integer.toString(rounded);
                n = rounded == 10 ? n + 1 : n;
            }
        }
        int k = digits.length();
        if (lowest < n && n <= highest) {
            if (k <= n) {
                return sign + digits + "0".repeat(n - k);
            }
            return n > 0
                    ? sign + digits.substring(0, n) + "." + digits.substring(n)
                    : sign + "0." + "0".repeat(-n) + digits;
        }
        String exponent = (n > 0 ? "e+" : "e-") + Math.abs(n - 1);
        return sign + digits.charAt(0) + (k == 1 ? "" : "." + digits.substring(1)) + exponent;
    }
}
