package io.dashstream.architecture.promql;

import io.dashstream.architecture.promql.Expression.Binary;
import io.dashstream.architecture.promql.Expression.Operator;
import io.dashstream.architecture.promql.Value.Scalar;
import io.dashstream.architecture.promql.Value.Vector;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Operators between values. A comparison keeps what it is true of, with its value; arithmetic loses the name of the metric. */
final class Operations {

    private Operations() {}

    static Value apply(Binary binary, Value left, Value right) {
        Operator operator = binary.operator();
        if (operator.isSetOperator()) {
            return new Vector(set(operator, binary.on(), vector(left, binary), vector(right, binary)));
        }
        if (left instanceof Vector vector && right instanceof Scalar scalar) {
            return new Vector(withScalar(operator, vector.values(), scalar.value()));
        }
        if (left instanceof Scalar scalar && right instanceof Vector vector && !operator.isComparison()) {
            return new Vector(scaled(operator, scalar.value(), vector.values()));
        }
        return new Vector(matched(operator, vector(left, binary), vector(right, binary)));
    }

    private static Map<Labels, Double> vector(Value value, Binary binary) {
        if (value instanceof Vector vector) {
            return vector.values();
        }
        throw new IllegalArgumentException("a constant stands where series are asked for: " + binary);
    }

    private static Map<Labels, Double> withScalar(Operator operator, Map<Labels, Double> vector, double scalar) {
        Map<Labels, Double> result = new LinkedHashMap<>();
        vector.forEach((labels, value) -> put(operator, labels, value, scalar, result));
        return result;
    }

    private static Map<Labels, Double> scaled(Operator operator, double scalar, Map<Labels, Double> vector) {
        Map<Labels, Double> result = new LinkedHashMap<>();
        vector.forEach((labels, value) -> put(operator, labels, scalar, value, result));
        return result;
    }

    private static Map<Labels, Double> matched(Operator operator, Map<Labels, Double> left, Map<Labels, Double> right) {
        // No two series of one side are equal but for their names: a selector has one name, and `or` leaves such
        // doubles out.
        Map<Labels, Double> others = new LinkedHashMap<>();
        right.forEach((labels, value) -> others.put(labels.withoutName(), value));
        Map<Labels, Double> result = new LinkedHashMap<>();
        left.forEach((labels, value) -> {
            Double other = others.get(labels.withoutName());
            if (other != null) {
                put(operator, labels, value, other, result);
            }
        });
        return result;
    }

    private static void put(Operator operator, Labels labels, double left, double right, Map<Labels, Double> result) {
        switch (operator) {
            case EQUAL -> keepIf(left == right, labels, left, result);
            case GREATER -> keepIf(left > right, labels, left, result);
            case LESS -> keepIf(left < right, labels, left, result);
            case PLUS -> result.put(labels.withoutName(), left + right);
            case TIMES -> result.put(labels.withoutName(), left * right);
            case DIVIDED_BY -> result.put(labels.withoutName(), left / right);
            case OR, AND, UNLESS -> throw new IllegalArgumentException("no operator on figures: " + operator);
        }
    }

    private static void keepIf(boolean holds, Labels labels, double value, Map<Labels, Double> result) {
        if (holds) {
            result.put(labels, value);
        }
    }

    private static Map<Labels, Double> set(
            Operator operator, Optional<Set<String>> on, Map<Labels, Double> left, Map<Labels, Double> right) {
        Map<Labels, Double> result = new LinkedHashMap<>();
        if (operator == Operator.OR) {
            Set<Labels> there = keys(left.keySet(), on);
            result.putAll(left);
            right.forEach((labels, value) -> keepIf(!there.contains(key(labels, on)), labels, value, result));
        } else {
            Set<Labels> there = keys(right.keySet(), on);
            boolean wanted = operator == Operator.AND;
            left.forEach((labels, value) -> keepIf(there.contains(key(labels, on)) == wanted, labels, value, result));
        }
        return result;
    }

    private static Set<Labels> keys(Collection<Labels> all, Optional<Set<String>> on) {
        return all.stream().map(labels -> key(labels, on)).collect(Collectors.toSet());
    }

    private static Labels key(Labels labels, Optional<Set<String>> on) {
        return on.map(labels::only).orElseGet(labels::withoutName);
    }
}
