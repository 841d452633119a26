package io.dashstream.architecture.promql;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of PromQL that our alerts are written in. */
public sealed interface Expression {

    /**
     * Reads an expression.
     *
     * @param text the expression
     * @return what it says
     * @throws IllegalArgumentException if it is not of the part of PromQL that is known here
     */
    static Expression parse(String text) {
        return new ExpressionParser(text).parse();
    }

    /** A constant. */
    record Constant(double value) implements Expression {}

    /** All series of a name whose labels are equal, or not equal, to what is given. */
    record Selector(String name, List<Matcher> matchers) implements Expression {

        boolean selects(Labels labels) {
            return labels.name().equals(name) && matchers.stream().allMatch(matcher -> matcher.matches(labels));
        }
    }

    /** What one label must be, or must not be. */
    record Matcher(String label, boolean equal, String value) {

        boolean matches(Labels labels) {
            return labels.get(label).equals(value) == equal;
        }
    }

    /** A function of what was seen of each series within a time. */
    record OverTime(RangeFunction function, Selector selector, Duration range) implements Expression {}

    /** The functions over a time. */
    enum RangeFunction {
        INCREASE,
        DERIV,
        PRESENT_OVER_TIME
    }

    /** One, without labels, if nothing is selected. */
    record Absent(Selector selector) implements Expression {}

    /** One figure for all series that have the same values of some labels. */
    record Aggregate(Aggregation aggregation, Set<String> by, Expression of) implements Expression {}

    /** How series become one. */
    enum Aggregation {
        SUM,
        MIN,
        MAX
    }

    /** Two expressions and an operator, matched on the given labels, or on all. */
    record Binary(Operator operator, Optional<Set<String>> on, Expression left, Expression right)
            implements Expression {}

    /** The operators. */
    enum Operator {
        OR,
        AND,
        UNLESS,
        EQUAL,
        GREATER,
        LESS,
        PLUS,
        TIMES,
        DIVIDED_BY;

        boolean isSetOperator() {
            return this == OR || this == AND || this == UNLESS;
        }

        boolean isComparison() {
            return this == EQUAL || this == GREATER || this == LESS;
        }
    }
}
