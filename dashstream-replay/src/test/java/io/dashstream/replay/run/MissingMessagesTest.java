package io.dashstream.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.RunUpdate.Beginning;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an index calls missing: what numbers prove, and never what it was not there to see. */
class MissingMessagesTest {

    @Test
    @DisplayName(
            "ME-08: an index that starts in the middle of runs takes their first number as it is: nothing is missing")
    void theFirstNumberSeenIsTheBaseline() {
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1)) {
            for (int number = 0; number < 50; number++) {
                ScriptedRun run = new ScriptedRun("r" + number);
                run.start();
                run.step();
                // From here on a server reads that was restarted and has lost its memory.
                runs.append(0, run.checkpoint());
                runs.append(0, run.step());
            }

            RunIndex index = runs.indexed();

            assertThat(index.stats().runs()).isEqualTo(50);
            assertThat(index.stats().missingMessages()).isZero();
            assertThat(index.stats().corruptions()).isZero();
            assertThat(index.recent()).allSatisfy(run -> {
                assertThat(run.gaps()).isZero();
                assertThat(run.beginning()).isNotEqualTo(Beginning.SEEN);
            });
        }
    }

    @Test
    @DisplayName("ME-08: ten thousand lost messages are one gap of ten thousand messages")
    void aGapIsCountedOnceAndBySize() {
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1)) {
            ScriptedRun run = new ScriptedRun("r1");
            runs.append(0, run.start());
            runs.append(0, run.step());
            for (int lost = 0; lost < 10_000; lost++) {
                run.lose();
            }
            runs.append(0, run.checkpoint());
            // Long enough for the hole to be given up: what comes late is not lost.
            for (int step = 0; step < 2_000; step++) {
                runs.append(0, run.step());
            }
            runs.append(0, run.end());

            RunIndex index = runs.indexed();

            assertThat(index.find(run.key()).orElseThrow().gaps()).isEqualTo(1);
            assertThat(index.stats().missingMessages()).isEqualTo(10_000);
        }
    }

    @Test
    @DisplayName("ME-08: more than 100 000 threads are remembered within the bound, and none of them has a false gap")
    void manyThreadsAreBoundedAndHaveNoFalseGaps() {
        int threads = 100_001;
        int bound = 1_000;
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1, bound)) {
            ScriptedRun[] first = new ScriptedRun[10];
            for (int number = 0; number < threads; number++) {
                ScriptedRun run = new ScriptedRun(new ThreadKey("tenant", "t" + number), "run", new AtomicLong());
                runs.append(0, run.start());
                if (number < first.length) {
                    first[number] = run;
                }
            }
            // These were forgotten long ago, and go on.
            for (ScriptedRun run : first) {
                DashStreamMessage next = run.step();
                runs.append(0, next);
            }

            RunIndex index = runs.indexed();

            assertThat(index.stats().runs()).isLessThanOrEqualTo(bound);
            assertThat(index.stats().missingMessages()).isZero();
            assertThat(index.recent()).allSatisfy(run -> assertThat(run.gaps()).isZero());
        }
    }
}
