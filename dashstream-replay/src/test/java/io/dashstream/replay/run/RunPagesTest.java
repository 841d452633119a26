package io.dashstream.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RunPagesTest {

    private static final int RUNS = 25;

    @Test
    @DisplayName("pages show every run once, in the order of the whole list, and the last page says that it is")
    void pagesShowEveryRunOnce() {
        try (RunsInAStore runs = filled()) {
            List<String> seen = new ArrayList<>();
            OptionalLong before = OptionalLong.of(RunPage.FRONT);
            int pages = 0;
            while (before.isPresent()) {
                RunPage page = runs.index().page(run -> true, before.getAsLong(), 10);
                page.runs().forEach(run -> seen.add(run.key().runId()));
                before = page.before();
                pages++;
            }
            assertThat(pages).isEqualTo(3);
            assertThat(seen)
                    .hasSize(RUNS)
                    .isEqualTo(runs.index().recent().stream()
                            .map(run -> run.key().runId())
                            .toList());
        }
    }

    @Test
    @DisplayName("a page that ends with the last run says so, also when it is full")
    void aFullLastPageSaysSo() {
        try (RunsInAStore runs = filled()) {
            assertThat(runs.index().page(run -> true, RunPage.FRONT, RUNS).before())
                    .isEmpty();
            assertThat(runs.index().page(run -> true, RunPage.FRONT, RUNS - 1).before())
                    .isPresent();
        }
    }

    @Test
    @DisplayName("what is not wanted takes no place in a page")
    void whatIsNotWantedTakesNoPlace() {
        try (RunsInAStore runs = filled()) {
            RunPage page = runs.index().page(run -> run.key().runId().endsWith("1"), RunPage.FRONT, 2);
            RunPage rest = runs.index()
                    .page(run -> run.key().runId().endsWith("1"), page.before().orElseThrow(), 2);
            assertThat(page.runs()).hasSize(2);
            assertThat(Stream.concat(page.runs().stream(), rest.runs().stream()))
                    .extracting(run -> run.key().runId())
                    .containsExactlyInAnyOrder("r21", "r11", "r1");
        }
    }

    private static RunsInAStore filled() {
        RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1);
        for (int number = 0; number < RUNS; number++) {
            ScriptedRun run = new ScriptedRun(new ThreadKey("tenant", "t" + number), "r" + number, new AtomicLong());
            run.start();
            run.end();
            runs.appendAll(0, run);
        }
        runs.indexed();
        return runs;
    }
}
