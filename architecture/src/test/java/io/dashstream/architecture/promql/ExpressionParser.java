package io.dashstream.architecture.promql;

import io.dashstream.architecture.promql.Expression.Absent;
import io.dashstream.architecture.promql.Expression.Aggregate;
import io.dashstream.architecture.promql.Expression.Aggregation;
import io.dashstream.architecture.promql.Expression.Binary;
import io.dashstream.architecture.promql.Expression.Constant;
import io.dashstream.architecture.promql.Expression.Matcher;
import io.dashstream.architecture.promql.Expression.Operator;
import io.dashstream.architecture.promql.Expression.OverTime;
import io.dashstream.architecture.promql.Expression.RangeFunction;
import io.dashstream.architecture.promql.Expression.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Reads {@link Expression}s by descent, an operator level at a time: {@code or} binds least, then {@code and} and {@code unless}, then
 * comparisons, {@code +}, and {@code *} and {@code /}; equals are read from the left, as in Prometheus. What it does not know it refuses.
 */
final class ExpressionParser {

    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<word>[a-zA-Z_][a-zA-Z0-9_]*)|(?<number>\\d+(?:\\.\\d+)?(?![\\w.]))|(?<text>\"[^\"\\\\]*\")"
                    + "|\\[(?<range>\\d+[smh])]|(?<sign>==|!=|[-+*/(){},=<>]))");
    private static final List<Map<String, Operator>> LEVELS = List.of(
            Map.of("or", Operator.OR),
            Map.of("and", Operator.AND, "unless", Operator.UNLESS),
            Map.of("==", Operator.EQUAL, ">", Operator.GREATER, "<", Operator.LESS),
            Map.of("+", Operator.PLUS),
            Map.of("*", Operator.TIMES, "/", Operator.DIVIDED_BY));
    private static final Map<String, Aggregation> AGGREGATIONS =
            Map.of("sum", Aggregation.SUM, "min", Aggregation.MIN, "max", Aggregation.MAX);
    private static final Map<String, RangeFunction> RANGE_FUNCTIONS = Map.of(
            "increase", RangeFunction.INCREASE,
            "deriv", RangeFunction.DERIV,
            "present_over_time", RangeFunction.PRESENT_OVER_TIME);
    private static final Set<String> RESERVED = Set.of(
            "and", "or", "unless", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset");
    private static final String END = "";

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int next;

    ExpressionParser(String text) {
        this.text = text;
        java.util.regex.Matcher token = TOKEN.matcher(text);
        int end = 0;
        while (end < text.stripTrailing().length()) {
            if (!token.find(end) || token.start() != end) {
                throw new IllegalArgumentException("not known at character " + end + ": " + text);
            }
            tokens.add(spelled(token.toMatchResult()));
            end = token.end();
        }
    }

    private static String spelled(MatchResult token) {
        return token.group().strip();
    }

    Expression parse() {
        Expression expression = level(0);
        if (!peek().equals(END)) {
            throw unknown("the end");
        }
        return expression;
    }

    private Expression level(int level) {
        if (level == LEVELS.size()) {
            return operand();
        }
        Expression left = level(level + 1);
        while (LEVELS.get(level).containsKey(peek())) {
            Operator operator = LEVELS.get(level).get(take());
            Optional<Set<String>> on = took("on") ? Optional.of(labels()) : Optional.empty();
            if (on.isPresent() && !operator.isSetOperator()) {
                throw unknown("an operand, as on () is known for and, or, unless only");
            }
            left = new Binary(operator, on, left, level(level + 1));
        }
        return left;
    }

    private Expression operand() {
        if (took("(")) {
            Expression inner = level(0);
            expect(")");
            return inner;
        }
        if (Character.isDigit(first(peek()))) {
            return new Constant(Double.parseDouble(take()));
        }
        if (RESERVED.contains(peek())) {
            throw unknown("an operand");
        }
        String word = name("an operand");
        if (AGGREGATIONS.containsKey(word)) {
            expect("by");
            Set<String> by = labels();
            expect("(");
            Expression of = level(0);
            expect(")");
            return new Aggregate(AGGREGATIONS.get(word), by, of);
        }
        if (took("(")) {
            return function(word);
        }
        return selector(word);
    }

    private Expression function(String name) {
        boolean absent = name.equals("absent");
        if (!absent && !RANGE_FUNCTIONS.containsKey(name)) {
            throw new IllegalArgumentException("function not known: " + name + " in " + text);
        }
        Selector selector = selector(name("the name of a metric"));
        if (absent) {
            expect(")");
            return new Absent(selector);
        }
        if (!peek().startsWith("[")) {
            throw unknown("a range");
        }
        Duration range = Duration.parse("PT" + take().replaceAll("[\\[\\]]", ""));
        expect(")");
        return new OverTime(RANGE_FUNCTIONS.get(name), selector, range);
    }

    private Selector selector(String name) {
        List<Matcher> matchers = new ArrayList<>();
        if (took("{")) {
            do {
                String label = name("a label");
                boolean equal = !peek().equals("!=");
                if (equal) {
                    expect("=");
                } else {
                    expect("!=");
                }
                if (first(peek()) != '"') {
                    throw unknown("a label's value");
                }
                String value = take();
                matchers.add(new Matcher(label, equal, value.substring(1, value.length() - 1)));
            } while (took(","));
            expect("}");
        }
        return new Selector(name, List.copyOf(matchers));
    }

    private Set<String> labels() {
        expect("(");
        Set<String> labels = new LinkedHashSet<>();
        do {
            labels.add(name("a label"));
        } while (took(","));
        expect(")");
        return labels;
    }

    private String name(String what) {
        char first = first(peek());
        if (!Character.isLetter(first) && first != '_') {
            throw unknown(what);
        }
        return take();
    }

    private static char first(String token) {
        return token.isEmpty() ? 0 : token.charAt(0);
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : END;
    }

    private String take() {
        return tokens.get(next++);
    }

    private boolean took(String token) {
        if (!peek().equals(token)) {
            return false;
        }
        next++;
        return true;
    }

    private void expect(String token) {
        if (!took(token)) {
            throw unknown(token);
        }
    }

    private IllegalArgumentException unknown(String expected) {
        return new IllegalArgumentException(
                "expected " + expected + " where \"" + peek() + "\" stands, as token " + next + " of " + text);
    }
}
