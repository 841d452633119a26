package io.dashstream.examples.quickstart.report;

import io.dashstream.core.run.RunEnd;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.examples.quickstart.replay.ReplayedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** All runs side by side: a column for each, and one for their sum. */
public final class RunsTable {

    private static final int LABEL = 30;
    private static final int COLUMN = 14;

    private final List<ReplayedRun> runs;
    private final List<String> lines = new ArrayList<>();

    private RunsTable(List<ReplayedRun> runs) {
        this.runs = runs;
    }

    /**
     * Draws the table.
     *
     * @param runs at most four, or the lines get too wide
     * @return its lines
     */
    public static List<String> lines(List<ReplayedRun> runs) {
        RunsTable table = new RunsTable(runs);
        table.draw();
        return List.copyOf(table.lines);
    }

    private void draw() {
        List<String> heads = new ArrayList<>();
        for (int i = 1; i <= runs.size(); i++) {
            heads.add("run " + i);
        }
        heads.add("together");
        line("", heads);
        words("graph", RunsTable::graph);
        words("ended", run -> run.end().map(RunsTable::ending).orElse("did not"));
        counts("steps (nodes passed)", ReplayedRun::steps);
        counts("messages", run -> run.messages().size());
        for (MessageKind kind : MessageKind.values()) {
            if (runs.stream().anyMatch(run -> run.byKind().containsKey(kind))) {
                counts("  " + kind.label(), run -> run.byKind().getOrDefault(kind, 0L));
            }
        }
        counts("bytes sent, all records", ReplayedRun::bytes);
        counts("bytes sent, state records", ReplayedRun::stateBytes);
        counts("bytes as full-state JSON", ReplayedRun::fullStateBytes);
        counts("gaps", ReplayedRun::gaps);
        counts("states rebuilt", run -> run.states().size());
        line(
                "hashes verified",
                withTotal(
                        run -> run.verified() + "/" + run.verifiable(),
                        sumOf(ReplayedRun::verified) + "/" + sumOf(ReplayedRun::verifiable)));
    }

    private void words(String label, Function<ReplayedRun, String> value) {
        line(label, withTotal(value, ""));
    }

    private void counts(String label, ToLongFunction<ReplayedRun> value) {
        line(label, withTotal(run -> Text.number(value.applyAsLong(run)), Text.number(sumOf(value))));
    }

    private long sumOf(ToLongFunction<ReplayedRun> value) {
        return runs.stream().mapToLong(value).sum();
    }

    private List<String> withTotal(Function<ReplayedRun, String> value, String total) {
        List<String> cells = new ArrayList<>(runs.stream().map(value).toList());
        cells.add(total);
        return cells;
    }

    private void line(String label, List<String> cells) {
        StringBuilder line = new StringBuilder("  ").append(Text.left(label, LABEL));
        cells.forEach(cell -> line.append(Text.right(cell, COLUMN)));
        lines.add(line.toString().stripTrailing());
    }

    private static String graph(ReplayedRun run) {
        return run.events()
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_GRAPH_START)
                .map(event -> event.getAttributesMap()
                        .getOrDefault("graph_name", AttributeValue.getDefaultInstance())
                        .getStringValue())
                .findFirst()
                .orElse("");
    }

    private static String ending(RunEnd end) {
        if (end instanceof RunEnd.Finished finished) {
            return finished.outcome();
        }
        return end instanceof RunEnd.Failed ? "ERROR" : "unfinished";
    }
}
