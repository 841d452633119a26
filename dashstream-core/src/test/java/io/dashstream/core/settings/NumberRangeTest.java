package io.dashstream.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dashstream.core.wire.LogText;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberRangeTest {

    private static final NumberRange EGGS = new NumberRange(-2, 12, "eggs");

    @ParameterizedTest
    @CsvSource({"-3, false", "-2, true", "0, true", "12, true", "13, false"})
    @DisplayName("both bounds belong to a range")
    void containsItsBounds(long value, boolean contained) {
        assertThat(EGGS.contains(value)).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource({"-2, -2", "0, 0", "007, 7", "12, 12"})
    @DisplayName("plain digits within the range are read")
    void readsDigits(String text, long value) {
        assertThat(EGGS.parse(text)).hasValue(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "+1",
                "1.0",
                "1e0",
                "0x1",
                "one",
                "--1",
                "\u0661",
                "13",
                "-3",
                "9223372036854775808"
            })
    @DisplayName("what is no plain number, or out of range, is not read")
    void readsNothingElse(String text) {
        assertThat(EGGS.parse(text)).isEmpty();
    }

    @Test
    @DisplayName("the whole of a long can be a range")
    void reachesAsFarAsALong() {
        NumberRange all = new NumberRange(Long.MIN_VALUE, Long.MAX_VALUE, "numbers");
        assertThat(all.parse("9223372036854775807")).hasValue(Long.MAX_VALUE);
        assertThat(all.parse("-9223372036854775808")).hasValue(Long.MIN_VALUE);
        assertThat(all.parse("9999999999999999999")).isEmpty();
    }

    @Test
    @DisplayName("a refusal names the setting, the value and what is allowed")
    void refusalSaysAll() {
        assertThat(EGGS.refusal("basket", 13)).isEqualTo("basket is 13; allowed are whole eggs from -2 to 12");
        assertThat(EGGS.refusal("basket", "many"))
                .isEqualTo("basket is \"many\"; allowed are whole eggs from -2 to 12");
    }

    @Test
    @DisplayName("a refusal shows no more of a text than fits into a line")
    void refusalIsBounded() {
        assertThat(EGGS.refusal("basket", "x".repeat(1_000_000))).hasSizeLessThan(LogText.MAX_CHARS + 100);
    }

    @Test
    @DisplayName("a range in which nothing is allowed is refused")
    void refusesAnEmptyRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NumberRange(2, 1, "eggs"))
                .withMessageContaining("2")
                .withMessageContaining("1");
    }
}
