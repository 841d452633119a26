package io.dashstream.architecture.promql;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** As Prometheus documents its operators and functions; {@code PromtoolAgreement} holds the whole against its own engine. */
class EvaluationTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** The example of the documentation of vector matching, in the text format. */
    private static final String METHODS = """
            errors{method="get",code="500"} 24
            errors{method="get",code="404"} 30
            errors{method="put",code="501"} 3
            errors{method="post",code="500"} 6
            errors{method="post",code="404"} 21
            requests{method="get"} 600
            requests{method="del"} 34
            requests{method="post"} 120
            """;

    /** What an expression is worth after the last of some scrapes, a minute apart. */
    private static Map<String, Double> valuesAfter(List<String> scrapes, String expression) {
        Recording recording =
                new Recording(MINUTE, scrapes.stream().map(Scrape::parse).toList());
        return new Evaluation(recording, scrapes.size() - 1)
                .vector(Expression.parse(expression)).entrySet().stream()
                        .collect(toMap(entry -> entry.getKey().toString(), Map.Entry::getValue));
    }

    private static Map<String, Double> values(String scrape, String expression) {
        return valuesAfter(List.of(scrape), expression);
    }

    /** The single figure that a function makes of one series; NaN stands for a scrape in which it is missing. */
    private static double figure(String function, double... samples) {
        List<String> scrapes = new ArrayList<>();
        for (double sample : samples) {
            scrapes.add(Double.isNaN(sample) ? "" : "a " + sample);
        }
        return valuesAfter(scrapes, function).get("{}");
    }

    @Test
    @DisplayName("a selector takes the labels that are asked for, and leaves those that must not be")
    void selects() {
        assertThat(values(METHODS, "errors{method=\"get\",code!=\"500\"}"))
                .containsOnly(Map.entry("errors{code=\"404\",method=\"get\"}", 30.0));
    }

    @Test
    @DisplayName("a ratio is one of series with equal labels; what has no counterpart is left out")
    void dividesEqualLabels() {
        assertThat(values(METHODS, "sum by (method) (errors{code=\"500\"}) / requests"))
                .containsOnly(Map.entry("{method=\"get\"}", 0.04), Map.entry("{method=\"post\"}", 0.05));
    }

    @Test
    @DisplayName("a comparison keeps the series that it is true of as they are, name and value")
    void comparisonFilters() {
        assertThat(values(METHODS, "requests > 100"))
                .containsOnly(
                        Map.entry("requests{method=\"get\"}", 600.0), Map.entry("requests{method=\"post\"}", 120.0));
        assertThat(values(METHODS, "requests < 100")).containsOnlyKeys("requests{method=\"del\"}");
        assertThat(values(METHODS, "requests == 34")).containsOnlyKeys("requests{method=\"del\"}");
    }

    @Test
    @DisplayName("a comparison of two vectors keeps the left value")
    void comparisonOfVectorsKeepsLeft() {
        assertThat(values(METHODS, "sum by (method) (errors) > 0.1 * requests"))
                .containsOnly(Map.entry("{method=\"post\"}", 27.0));
    }

    @Test
    @DisplayName("what is not a number is true of no comparison")
    void notANumberIsTrueOfNothing() {
        assertThat(values("a NaN", "a > 0 or a < 0 or a == 0")).isEmpty();
    }

    @Test
    @DisplayName("and keeps what has a counterpart, unless what has none, or adds what had none")
    void setOperators() {
        String two = "a{x=\"1\"} 1\na{x=\"2\"} 2\nb{x=\"2\"} 3\nb{x=\"3\"} 4";
        assertThat(values(two, "a and b")).containsOnly(Map.entry("a{x=\"2\"}", 2.0));
        assertThat(values(two, "a unless b")).containsOnly(Map.entry("a{x=\"1\"}", 1.0));
        assertThat(values(two, "a or b")).containsOnlyKeys("a{x=\"1\"}", "a{x=\"2\"}", "b{x=\"3\"}");
    }

    @Test
    @DisplayName("a set operator may match on some labels only")
    void setOperatorOnLabels() {
        String two = "a{x=\"1\",y=\"1\"} 1\na{x=\"2\",y=\"1\"} 2\nb{x=\"2\"} 3";
        assertThat(values(two, "a and b")).isEmpty();
        assertThat(values(two, "a and on (x) b")).containsOnlyKeys("a{x=\"2\",y=\"1\"}");
        assertThat(values(two, "a unless on (x) b")).containsOnlyKeys("a{x=\"1\",y=\"1\"}");
    }

    @Test
    @DisplayName("sum, min and max make one of those with equal labels; a label that is missing is empty")
    void aggregates() {
        assertThat(values(METHODS, "sum by (code) (errors)"))
                .containsOnly(
                        Map.entry("{code=\"500\"}", 30.0),
                        Map.entry("{code=\"404\"}", 51.0),
                        Map.entry("{code=\"501\"}", 3.0));
        assertThat(values(METHODS, "max by (nothing) (requests)")).containsOnly(Map.entry("{}", 600.0));
        assertThat(values(METHODS, "min by (nothing) (requests)")).containsOnly(Map.entry("{}", 34.0));
    }

    @Test
    @DisplayName("an unknown level hides no known one from min and max, but makes a sum unknown")
    void aggregatesUnknown() {
        String levels = "a{x=\"1\"} NaN\na{x=\"2\"} 2\na{x=\"3\"} NaN\na{x=\"4\"} 1";
        assertThat(values(levels, "max by (y) (a)")).containsOnly(Map.entry("{}", 2.0));
        assertThat(values(levels, "min by (y) (a)")).containsOnly(Map.entry("{}", 1.0));
        assertThat(values(levels, "sum by (y) (a)")).containsOnly(Map.entry("{}", Double.NaN));
    }

    @Test
    @DisplayName("absent is 1 with the labels asked for, and nothing if there is anything")
    void absent() {
        assertThat(values("b 1", "absent(a{x=\"1\",y!=\"2\"})")).containsOnly(Map.entry("{x=\"1\"}", 1.0));
        assertThat(values("a{x=\"1\"} NaN", "absent(a{x=\"1\"})")).isEmpty();
    }

    @Test
    @DisplayName(
            "a series that is not in the last scrape is stale at once, though there are functions that still see it")
    void stale() {
        List<String> scrapes = List.of("a 1", "a 2", "b 1");
        assertThat(valuesAfter(scrapes, "a")).isEmpty();
        assertThat(valuesAfter(scrapes, "present_over_time(a[5m])")).containsOnly(Map.entry("{}", 1.0));
        assertThat(valuesAfter(scrapes, "present_over_time(a[1m])")).isEmpty();
        assertThat(valuesAfter(scrapes, "present_over_time(a[2m])")).containsOnly(Map.entry("{}", 1.0));
    }

    @Test
    @DisplayName("an increase is stretched to the whole range: 5 samples of a steady 10 a minute span 4 minutes of 5")
    void increaseIsStretched() {
        assertThat(figure("increase(a[5m])", 100, 110, 120, 130, 140)).isEqualTo(50, within(1e-9));
    }

    @Test
    @DisplayName("but never to before a counter was 0")
    void increaseIsNotStretchedBelowZero() {
        assertThat(figure("increase(a[5m])", 0, 10, 20, 30, 40)).isEqualTo(40, within(1e-9));
        assertThat(figure("increase(a[5m])", 5, 15, 25, 35, 45)).isEqualTo(45, within(1e-9));
    }

    @Test
    @DisplayName("and by half a step only where the series began or ended within the range")
    void increaseOfAPart() {
        double gone = Double.NaN;
        assertThat(figure("increase(a[10m])", gone, gone, gone, 100, 110, 120)).isEqualTo(25, within(1e-9));
        assertThat(figure("increase(a[5m])", 100, 110, 120, gone, gone)).isEqualTo(35, within(1e-9));
    }

    @Test
    @DisplayName("a counter that falls began anew at 0")
    void increaseOverAReset() {
        assertThat(figure("increase(a[5m])", 100, 110, 0, 10, 20)).isEqualTo(30 * 5 / 4.0, within(1e-9));
    }

    @Test
    @DisplayName("a sample that is exactly as old as the range is long does not count")
    void rangeIsOpenAtItsBegin() {
        assertThat(figure("increase(a[2m])", 0, 100, 100)).isZero();
    }

    @Test
    @DisplayName("one sample has neither an increase nor a slope")
    void oneSampleIsNotEnough() {
        assertThat(values("a 1", "increase(a[5m])")).isEmpty();
        assertThat(values("a 1", "deriv(a[5m])")).isEmpty();
    }

    @Test
    @DisplayName("deriv is the slope a second of the line that is nearest to all samples")
    void slope() {
        assertThat(figure("deriv(a[5m])", 60, 120, 180)).isEqualTo(1, within(1e-9));
        assertThat(figure("deriv(a[5m])", 0, 60, 0, 60)).isEqualTo(0.2, within(1e-9));
    }

    @Test
    @DisplayName("arithmetic loses the name, and takes what is equal but for it")
    void arithmetic() {
        assertThat(values("a{x=\"1\"} 3\nb{x=\"1\"} 4", "2 * a + b")).containsOnly(Map.entry("{x=\"1\"}", 10.0));
        assertThat(values("a 3\nb 0", "a / b")).containsOnly(Map.entry("{}", Double.POSITIVE_INFINITY));
    }

    @Test
    @DisplayName("a constant is no condition")
    void refusesConstants() {
        assertThatIllegalArgumentException().isThrownBy(() -> values("a 1", "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> values("a 1", "a and 1"));
        assertThatIllegalArgumentException().isThrownBy(() -> values("a 1", "1 + 1"));
    }
}
