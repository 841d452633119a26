package io.dashstream.examples.quickstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.examples.quickstart.replay.ObservedRuns;
import io.dashstream.examples.quickstart.replay.ReplayedRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateChangeViewTest {

    private final ReplayedRun run =
            ObservedRuns.of("t", (node, state) -> {}).replay().runs().get(0);

    @Test
    void theChangeThatTellsMostIsShownAsItsPatch() {
        List<String> lines = StateChangeView.lines(run);

        assertThat(lines.get(0)).matches("  message \\d+, node search");
        assertThat(lines).anyMatch(line -> line.matches("  ~ /round +1 -> 2"));
        assertThat(lines).anyMatch(line -> line.startsWith("  + /passages/3 ") && line.contains("{\"id\":"));
        assertThat(lines.get(lines.size() - 1))
                .matches("  [\\d,]+ bytes of patch for [\\d,]+ bytes of state; SHA-256 [0-9a-f]{16}\\.\\.\\. verified");
        assertThat(lines).allMatch(line -> line.length() <= 100);
    }
}
