package io.dashstream.examples.quickstart.report;

import io.dashstream.examples.quickstart.replay.ReplayedRun;
import io.dashstream.examples.quickstart.report.Span.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Draws when each node and tool call of a run began and ended. */
public final class Timeline {

    private static final int LABEL = 20;
    private static final int AXIS = 54;
    private static final int DURATION = 9;
    private static final int MICROS_PER_MILLI = 1000;

    private final long start;
    private final long length;

    private Timeline(List<Span> spans) {
        start = spans.stream().mapToLong(Span::start).min().orElse(0);
        length = Math.max(1, spans.stream().mapToLong(Span::end).max().orElse(0) - start);
    }

    /**
     * Draws one run.
     *
     * @param run the run
     * @return lines
     */
    public static List<String> lines(ReplayedRun run) {
        return lines(SpanReader.read(run.messages()));
    }

    static List<String> lines(List<Span> spans) {
        Timeline timeline = new Timeline(spans);
        List<String> lines = new ArrayList<>();
        lines.add(timeline.scale());
        spans.stream().map(timeline::line).forEach(lines::add);
        lines.add("  " + " ".repeat(LABEL) + "+ side by side   x attempt that failed and was repeated");
        return lines;
    }

    private String scale() {
        String end = millis(length);
        return "  " + " ".repeat(LABEL) + Text.left("0 ms", AXIS - end.length()) + end;
    }

    private String line(Span span) {
        String prefix = switch (span.kind()) {
            case NODE -> "";
            case BRANCH -> "+ ";
            case TOOL -> "  ";
        };
        String line = "  "
                + Text.left(prefix + span.name(), LABEL)
                + bar(span)
                + Text.right(millis(span.end() - span.start()), DURATION)
                + note(span);
        return Text.cut(line.stripTrailing(), Text.WIDTH);
    }

    private String bar(Span span) {
        char[] cells = new char[AXIS];
        Arrays.fill(cells, ' ');
        int from = cell(span.start());
        int to = cell(span.end());
        Arrays.fill(cells, from, to + 1, span.kind() == Kind.TOOL ? '-' : '=');
        span.failures().forEach(failure -> cells[cell(failure)] = 'x');
        return new String(cells);
    }

    private int cell(long time) {
        return (int) Math.min(AXIS - 1, (time - start) * AXIS / length);
    }

    private static String note(Span span) {
        String tokens = span.tokens() == 0 ? "" : span.tokens() + " tokens";
        String retries = span.failures().isEmpty() ? "" : span.failures().size() + " retry";
        return Stream.of(tokens, retries).filter(text -> !text.isEmpty()).reduce("", (a, b) -> a + "  " + b);
    }

    private static String millis(long micros) {
        return Text.number(Math.round((double) micros / MICROS_PER_MILLI)) + " ms";
    }
}
