package io.dashstream.examples.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dashstream.core.run.RunEnd;
import io.dashstream.examples.agent.ResearchState;
import io.dashstream.examples.quickstart.replay.Replayed;
import io.dashstream.examples.quickstart.replay.ReplayedRun;
import io.dashstream.examples.quickstart.report.Text;
import io.dashstream.producer.DeliveryReport;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares what was replayed with what really happened. The agents' states become JSON by plain Jackson here, so that neither our capture nor our
 * differ nor our rebuilding vouches for itself.
 */
final class Verdict {

    private static final ObjectMapper PLAIN = new ObjectMapper();
    private static final int SHOWN = 200;

    private final List<String> problems = new ArrayList<>();

    private Verdict() {}

    /** Everything that is wrong, for people; empty if all is well. */
    static List<String> of(List<Journal> expected, DeliveryReport delivery, Replayed replayed) {
        Verdict verdict = new Verdict();
        verdict.problems.addAll(replayed.faults());
        verdict.delivery(delivery, replayed);
        for (Journal journal : expected) {
            List<ReplayedRun> runs = replayed.runs().stream()
                    .filter(run -> run.key().threadId().equals(journal.threadId()))
                    .toList();
            if (runs.size() == 1) {
                verdict.run(journal, runs.get(0));
            } else {
                verdict.problem(journal, "was replayed as " + runs.size() + " runs");
            }
        }
        return List.copyOf(verdict.problems);
    }

    private void delivery(DeliveryReport delivery, Replayed replayed) {
        if (delivery.delivered() != delivery.called()) {
            problems.add("the producer did not deliver everything: " + delivery);
        }
        long read =
                replayed.runs().stream().mapToLong(run -> run.messages().size()).sum();
        if (read != delivery.delivered()) {
            problems.add("the producer delivered " + delivery.delivered() + " messages, " + read + " were read");
        }
    }

    private void run(Journal journal, ReplayedRun run) {
        run.losses().forEach(loss -> problem(journal, loss));
        if (!run.end().equals(Optional.of(new RunEnd.Finished("OK")))) {
            problem(journal, "did not end OK: " + run.end());
        }
        if (run.verified() != run.verifiable()) {
            problem(journal, "only " + run.verified() + " of " + run.verifiable() + " states have their hash");
        }
        states(journal, run);
    }

    private void states(Journal journal, ReplayedRun run) {
        List<ResearchState> had = journal.states();
        List<JsonNode> rebuilt = run.states();
        if (had.size() != rebuilt.size()) {
            problem(journal, "had " + had.size() + " states, " + rebuilt.size() + " were rebuilt");
        }
        for (int i = 0; i < Math.min(had.size(), rebuilt.size()); i++) {
            if (!plain(had.get(i)).equals(plain(rebuilt.get(i)))) {
                problem(
                        journal,
                        "state " + i + " was rebuilt as "
                                + Text.cut(rebuilt.get(i).toString(), SHOWN));
            }
        }
    }

    private void problem(Journal journal, String text) {
        problems.add("run " + journal.threadId() + " " + text);
    }

    /** By way of text, so that 1 as an int and 1 as a long are one number. */
    private static JsonNode plain(Object value) {
        try {
            return PLAIN.readTree(PLAIN.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
