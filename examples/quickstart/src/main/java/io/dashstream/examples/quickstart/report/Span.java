package io.dashstream.examples.quickstart.report;

import java.util.List;

/**
 * Something that took its time: a node, or a tool call inside one.
 *
 * @param name     what it is called
 * @param kind     where it belongs
 * @param start    microseconds since the epoch
 * @param end      microseconds since the epoch
 * @param failures when attempts failed that were followed by another
 * @param tokens   how many pieces its model said
 */
record Span(String name, Kind kind, long start, long end, List<Long> failures, int tokens) {

    /** Where a span belongs. */
    enum Kind {
        /** A node that runs by itself. */
        NODE,
        /** A node that runs beside another. */
        BRANCH,
        /** A tool call in a node. */
        TOOL
    }
}
