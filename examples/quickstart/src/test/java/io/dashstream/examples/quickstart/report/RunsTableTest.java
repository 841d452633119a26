package io.dashstream.examples.quickstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.examples.quickstart.replay.ObservedRuns;
import io.dashstream.examples.quickstart.replay.ReplayedRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunsTableTest {

    private final ReplayedRun run =
            ObservedRuns.of("t", (node, state) -> {}).replay().runs().get(0);

    @Test
    void eachRunHasAColumnAndTheLastIsTheirSum() {
        List<String> lines = RunsTable.lines(List.of(run, run));

        assertThat(line(lines, "graph")).containsExactly("graph", "research", "research");
        assertThat(line(lines, "ended")).containsExactly("ended", "OK", "OK");
        assertThat(line(lines, "state_diff")).containsExactly("state_diff", "10", "10", "20");
        assertThat(line(lines, "gaps")).containsExactly("gaps", "0", "0", "0");
        assertThat(line(lines, "hashes")).containsExactly("hashes", "verified", "11/11", "11/11", "22/22");
    }

    @Test
    void columnsAlignAndFitThePage() {
        List<String> lines = RunsTable.lines(List.of(run, run, run));

        assertThat(lines).allMatch(line -> line.length() <= 100);
        assertThat(lines)
                .filteredOn(line -> line.contains("messages") || line.contains("run 1"))
                .extracting(String::length)
                .containsOnly(lines.get(0).length());
    }

    @Test
    void statesAsDiffsTakeLessThanWholeOnes() {
        assertThat(run.stateBytes()).isPositive().isLessThan(run.fullStateBytes());
        assertThat(run.bytes()).isGreaterThan(run.stateBytes());
    }

    private static String[] line(List<String> lines, String label) {
        return lines.stream()
                .filter(line -> line.contains(label))
                .findFirst()
                .orElseThrow()
                .strip()
                .split(" +");
    }
}
