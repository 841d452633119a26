package io.dashstream.examples.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.examples.quickstart.replay.Replayed;
import io.dashstream.examples.quickstart.replay.ReplayedRun;
import io.dashstream.examples.quickstart.report.RunsTable;
import io.dashstream.examples.quickstart.report.StateChangeView;
import io.dashstream.examples.quickstart.report.Text;
import io.dashstream.examples.quickstart.report.Timeline;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Prints what was replayed: for people, and in the last line for machines. */
final class Report {

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void print(Replayed replayed) {
        List<ReplayedRun> runs = replayed.runs();
        section("What came back", RunsTable.lines(runs));
        if (runs.isEmpty()) {
            return;
        }
        ReplayedRun longest =
                runs.stream().max(Comparator.comparingLong(ReplayedRun::steps)).orElseThrow();
        String name = "run " + (runs.indexOf(longest) + 1);
        section("Time line of " + name, Timeline.lines(longest));
        section("A change of state in " + name, StateChangeView.lines(longest));
        List<JsonNode> states = longest.states();
        if (!states.isEmpty()) {
            JsonNode last = states.get(states.size() - 1);
            section("Answer of " + name + ", out of its replayed last state", answer(last));
        }
    }

    /**
     * {@code OK ...} or {@code FAILED ...}, after one line for each problem. {@code bytes} is what the records that carry state take in Kafka, so that
     * it compares with {@code fullStateBytes}: the same states as plain JSON, each sent whole.
     */
    void verdict(Replayed replayed, List<String> problems) {
        out.println();
        problems.forEach(problem -> out.println("! " + problem));
        List<ReplayedRun> runs = replayed.runs();
        out.printf(
                Locale.ROOT,
                "%s runs=%d messages=%d diffs=%d checkpoints=%d bytes=%d fullStateBytes=%d gaps=%d verified=%d/%d%s%n",
                problems.isEmpty() ? "OK" : "FAILED",
                runs.size(),
                runs.stream().mapToLong(run -> run.messages().size()).sum(),
                count(runs, MessageKind.STATE_DIFF),
                count(runs, MessageKind.CHECKPOINT),
                runs.stream().mapToLong(ReplayedRun::stateBytes).sum(),
                runs.stream().mapToLong(ReplayedRun::fullStateBytes).sum(),
                replayed.missing(),
                runs.stream().mapToLong(ReplayedRun::verified).sum(),
                runs.stream().mapToLong(ReplayedRun::verifiable).sum(),
                problems.isEmpty() ? "" : " problems=" + problems.size());
    }

    private static long count(List<ReplayedRun> runs, MessageKind kind) {
        return runs.stream()
                .mapToLong(run -> run.byKind().getOrDefault(kind, 0L))
                .sum();
    }

    private static List<String> answer(JsonNode state) {
        List<String> lines = new ArrayList<>(Text.wrap(state.path("question").asText(), "  "));
        lines.addAll(Text.wrap(state.path("answer").asText(), "  > "));
        return lines;
    }

    private void section(String title, List<String> lines) {
        out.println();
        out.println(title);
        lines.forEach(out::println);
    }
}
