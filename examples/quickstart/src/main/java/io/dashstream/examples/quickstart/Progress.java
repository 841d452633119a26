package io.dashstream.examples.quickstart;

import io.dashstream.examples.agent.ResearchState;
import io.dashstream.examples.agent.StateObserver;
import io.dashstream.examples.quickstart.report.Text;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Tells on the screen what the agents do while they do it. Thread-safe. */
final class Progress {

    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final long begin;

    Progress(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
    }

    void say(String topic, String text) {
        out.println(Text.cut(String.format(Locale.ROOT, "%-11s %s", topic, text), Text.WIDTH));
    }

    /** Follows one run. */
    StateObserver of(int run) {
        return (node, state) -> print(run, node, state);
    }

    double seconds() {
        return (nanoTime.getAsLong() - begin) / NANOS_PER_SECOND;
    }

    /** Under a lock together with the clock, so that time only goes forward on the screen. */
    private synchronized void print(int run, String node, ResearchState state) {
        String line =
                String.format(Locale.ROOT, "  %5.2f s  run %d  %-10s %s", seconds(), run, node, detail(node, state));
        out.println(Text.cut(line, Text.WIDTH).stripTrailing());
    }

    private static String detail(String node, ResearchState state) {
        return switch (node) {
            case "plan" -> "look for " + String.join(", ", state.plan());
            case "search" ->
                "round " + state.round() + ", " + String.join(", ", state.query()) + ": "
                        + state.passages().size() + " passages now";
            case "summarise" ->
                state.quotes().size() + " sentences from " + state.passages().size() + " passages";
            case "criticise" ->
                state.missing().isEmpty() ? "nothing is missing" : "missing: " + String.join(", ", state.missing());
            case "judge" -> state.coverage() + " % of the question is covered";
            case "answer" -> state.citations().size() + " works cited";
            default -> state.question();
        };
    }
}
