package io.dashstream.architecture.promql;

import io.dashstream.architecture.promql.Expression.Absent;
import io.dashstream.architecture.promql.Expression.Aggregate;
import io.dashstream.architecture.promql.Expression.Binary;
import io.dashstream.architecture.promql.Expression.Constant;
import io.dashstream.architecture.promql.Expression.OverTime;
import io.dashstream.architecture.promql.Expression.Selector;
import io.dashstream.architecture.promql.Value.Scalar;
import io.dashstream.architecture.promql.Value.Vector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What expressions are worth at the time of one scrape of a recording.
 *
 * @param recording the recording
 * @param scrape the index of the scrape
 */
public record Evaluation(Recording recording, int scrape) {

    /**
     * Evaluates an expression whose value is one figure for each of some series.
     *
     * @param expression the expression
     * @return the value of each series that it is true of
     * @throws IllegalArgumentException if it is a constant
     */
    public Map<Labels, Double> vector(Expression expression) {
        if (of(expression) instanceof Vector vector) {
            return vector.values();
        }
        throw new IllegalArgumentException("a constant is no condition: " + expression);
    }

    private Value of(Expression expression) {
        if (expression instanceof Constant constant) {
            return new Scalar(constant.value());
        }
        if (expression instanceof Selector selector) {
            return selected(selector);
        }
        if (expression instanceof OverTime overTime) {
            return overTime(overTime);
        }
        if (expression instanceof Absent absent) {
            boolean there = !selected(absent.selector()).values().isEmpty();
            return new Vector(there ? Map.of() : Map.of(absentLabels(absent.selector()), 1.0));
        }
        if (expression instanceof Aggregate aggregate) {
            return aggregated(aggregate);
        }
        Binary binary = (Binary) expression;
        return Operations.apply(binary, of(binary.left()), of(binary.right()));
    }

    /** What is known of a series that is not there: the labels that it was asked to have. */
    private static Labels absentLabels(Selector selector) {
        Labels labels = Labels.of(Map.of());
        for (Expression.Matcher matcher : selector.matchers()) {
            if (matcher.equal()) {
                labels = labels.with(matcher.label(), matcher.value());
            }
        }
        return labels;
    }

    private Vector selected(Selector selector) {
        Map<Labels, Double> values = new LinkedHashMap<>();
        recording
                .named(selector.name())
                .filter(series -> series.isIn(scrape) && selector.selects(series.labels()))
                .forEach(series -> values.put(series.labels(), series.value(scrape)));
        return new Vector(values);
    }

    private Vector overTime(OverTime overTime) {
        Map<Labels, Double> values = new LinkedHashMap<>();
        recording
                .named(overTime.selector().name())
                .filter(series -> overTime.selector().selects(series.labels()))
                .forEach(series -> {
                    Window window = Window.of(series, recording.interval(), scrape, overTime.range());
                    OptionalDouble value = switch (overTime.function()) {
                        case INCREASE -> window.increase();
                        case DERIV -> window.deriv();
                        case PRESENT_OVER_TIME -> window.present();
                    };
                    value.ifPresent(figure -> values.put(series.labels().withoutName(), figure));
                });
        return new Vector(values);
    }

    private Vector aggregated(Aggregate aggregate) {
        Map<Labels, Double> groups = new LinkedHashMap<>();
        vector(aggregate.of())
                .forEach((labels, value) -> groups.merge(
                        labels.only(aggregate.by()), value, (one, other) -> switch (aggregate.aggregation()) {
                            case SUM -> one + other;
                            // NaN is what a level is that is not known: any other is more, and less, than it.
                            case MIN -> Double.isNaN(one) || other < one ? other : one;
                            case MAX -> Double.isNaN(one) || other > one ? other : one;
                        }));
        return new Vector(groups);
    }
}
