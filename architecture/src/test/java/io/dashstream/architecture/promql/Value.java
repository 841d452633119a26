package io.dashstream.architecture.promql;

import java.util.Map;

/** What an expression is worth. */
sealed interface Value {

    /** One figure. */
    record Scalar(double value) implements Value {}

    /** One figure for each of some series. */
    record Vector(Map<Labels, Double> values) implements Value {}
}
