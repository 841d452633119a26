package io.dashstream.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.run.RunUpdate.Beginning;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.dashstream.testing.Property;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Time travel in a store whose oldest part is gone: what can't be known is said to be so, and is never guessed. */
class TrimmedHistoryTest {

    private static final int KEPT = 64;

    @Test
    @DisplayName(
            "a run whose start is gone is shown as such, unknown before its first checkpoint and right from there on")
    void unknownBeforeTheFirstCheckpointAndRightFromThereOn() {
        Property.check("trimmed before it was indexed", 15, (random, size) -> {
            ReplayStore store = storeThatKeeps(KEPT);
            ScriptedRun run = new ScriptedRun("long");
            try (RunsInAStore runs = new RunsInAStore(store, 1)) {
                write(runs, run, random, KEPT + 20 + 3 * size);
                long floor = floor(store);
                RunSummary summary = runs.indexed()
                        .find(run.key())
                        .orElse(runs.index().recent().get(0));
                assertThat(floor).isPositive();
                assertThat(summary.beginning()).isEqualTo(Beginning.NOT_SEEN);
                long right = firstCheckpoint(run, floor);
                for (long sequence = 0; sequence <= summary.lastSequence(); sequence++) {
                    HistoryAnswer answer = runs.history().stateAt(summary.key(), sequence);
                    assertThat(answer.known().isPresent())
                            .as(
                                    "sequence %d, kept from %d on, first checkpoint at %d: %s",
                                    sequence, floor + 1, right, answer)
                            .isEqualTo(sequence >= right);
                    assertNotWrong(run, sequence, answer);
                }
            }
        });
    }

    @Test
    @DisplayName("what retention takes behind the index becomes unknown; what is still known is still right")
    void whatIsTakenLaterIsUnknownOrRight() {
        Property.check("trimmed after it was indexed", 15, (random, size) -> {
            ReplayStore store = storeThatKeeps(KEPT);
            ScriptedRun run = new ScriptedRun("first");
            try (RunsInAStore runs = new RunsInAStore(store, 1)) {
                write(runs, run, random, KEPT / 2);
                runs.indexed();
                ScriptedRun other = new ScriptedRun("second");
                write(runs, other, random, random.nextInt(1, 2 * KEPT));
                for (long sequence = 1; sequence <= run.messages().size(); sequence++) {
                    HistoryAnswer answer = runs.history().stateAt(run.key(), sequence);
                    assertThat(answer).isNotInstanceOf(HistoryAnswer.Corrupted.class);
                    assertNotWrong(run, sequence, answer);
                }
            }
        });
    }

    @Test
    @DisplayName("many runs cost what the index may keep, and no more")
    void manyRunsAreBounded() {
        int kept = 20;
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 3, kept)) {
            runs.indexed();
            for (int i = 0; i < 600; i++) {
                ScriptedRun run = new ScriptedRun("r" + i);
                runs.append(i % 3, run.start());
                runs.append(i % 3, run.step());
                if (i % 2 == 0) {
                    // The others never say that they ended.
                    runs.append(i % 3, run.end());
                }
                assertThat(runs.index().stats().runs()).isLessThanOrEqualTo(kept);
                assertThat(runs.index().recent()).hasSizeLessThanOrEqualTo(kept);
            }
        }
    }

    private static void write(RunsInAStore runs, ScriptedRun run, RandomGenerator random, int messages) {
        runs.append(0, run.start());
        for (int i = 1; i < messages; i++) {
            runs.append(0, random.nextInt(12) == 0 ? run.checkpoint() : run.step());
        }
    }

    private static void assertNotWrong(ScriptedRun run, long sequence, HistoryAnswer answer) {
        answer.known().ifPresent(state -> {
            Map.Entry<Long, JsonNode> expected = run.states().floorEntry(sequence);
            assertThat(state.sequence()).isEqualTo(expected.getKey());
            assertThat(state.value()).isEqualTo(expected.getValue());
        });
    }

    /** The sequence of the first checkpoint that is kept; sequences count from 1, offsets from 0. */
    private static long firstCheckpoint(ScriptedRun run, long floor) {
        for (int offset = (int) floor; offset < run.messages().size(); offset++) {
            DashStreamMessage message = run.messages().get(offset);
            if (message.hasCheckpoint()) {
                return offset + 1L;
            }
        }
        return Long.MAX_VALUE;
    }

    private static ReplayStore storeThatKeeps(int records) {
        return new InMemoryReplayStore(new MemoryBounds(records, 1 << 30, Duration.ofDays(1)));
    }

    private static long floor(ReplayStore store) {
        return ((StoreBounds) store.bounds().toCompletableFuture().join())
                .partitions()
                .get(0)
                .floor();
    }
}
