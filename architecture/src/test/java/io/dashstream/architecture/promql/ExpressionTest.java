package io.dashstream.architecture.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    @ParameterizedTest
    @DisplayName("operators bind as Prometheus documents it, and equals from the left")
    @CsvSource(
            delimiter = '|',
            value = {
                "a or b and c | a or (b and c)",
                "a and b unless c | (a and b) unless c",
                "a unless b and c | (a unless b) and c",
                "a > 1 and b < 2 | (a > 1) and (b < 2)",
                "a > 1 + b | a > (1 + b)",
                "a + b * c | a + (b * c)",
                "a / b / c | (a / b) / c",
                "a > 0.1 * b and c == 3 | (a > (0.1 * b)) and (c == 3)",
                "a or on (x) b or c | (a or on (x) b) or c"
            })
    void bindsAsDocumented(String text, String withParentheses) {
        assertThat(Expression.parse(text)).isEqualTo(Expression.parse(withParentheses));
    }

    @Test
    @DisplayName("and parentheses bind most")
    void parenthesesBindMost() {
        assertThat(Expression.parse("(a or b) and c")).isNotEqualTo(Expression.parse("a or b and c"));
    }

    @ParameterizedTest
    @DisplayName("what is not known is refused, never passed over")
    @ValueSource(
            strings = {
                "",
                "a b",
                "a >",
                "a >= 1",
                "a > bool 1",
                "a offset 5m",
                "a @ 3",
                "a[5m]",
                "a - 1",
                "-a",
                "a{b=~\"c\"}",
                "a{b=\"c\"",
                "a{b=c}",
                "{b=\"c\"}",
                "rate(a[5m])",
                "increase(a)",
                "increase(a[5m:1m])",
                "increase(sum by (b) (a)[5m])",
                "absent(sum by (b) (a))",
                "sum(a)",
                "sum without (b) (a)",
                "sum by () (a)",
                "avg by (b) (a)",
                "a / on (b) c",
                "a / ignoring (b) c",
                "a and on () b",
                "and",
                "1e3 * a",
                "5m",
                "a # comment"
            })
    void refusesWhatItDoesNotKnow(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Expression.parse(text));
    }
}
