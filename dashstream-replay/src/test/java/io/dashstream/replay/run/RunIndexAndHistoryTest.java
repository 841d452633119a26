package io.dashstream.replay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.run.Corruption;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.RunState;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.run.RunUpdate.Beginning;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.run.Verification;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.EventBatch;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.run.HistoryAnswer.Reason;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.dashstream.testing.Property;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIndexAndHistoryTest {

    @Test
    void aRunIsSummedUp() {
        ScriptedRun run = finishedRun("r1", 10);
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 3)) {
            runs.appendAll(1, run);
            RunSummary summary = runs.indexed().find(run.key()).orElseThrow();
            assertThat(summary.graphName()).isEqualTo("research");
            assertThat(summary.status()).isEqualTo(RunStatus.FINISHED);
            assertThat(summary.state()).isEqualTo(RunState.Status.LIVE);
            assertThat(summary.beginning()).isEqualTo(Beginning.SEEN);
            assertThat(summary.firstSequence()).isEqualTo(1);
            assertThat(summary.lastSequence()).isEqualTo(run.messages().size());
            assertThat(summary.messageCount()).isEqualTo(run.messages().size());
            assertThat(summary.messages()).containsEntry(MessageKind.STATE_DIFF, 10L);
            assertThat(summary.verified()).isEqualTo(summary.stateChanges() - 1);
            assertThat(summary.startedAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000L, 1_000));
            assertThat(summary.lastSeenAt()).isAfter(summary.startedAt());
            assertThat(summary.bytes()).isPositive();
            assertThat(summary.gaps()).isZero();
            assertThat(summary.first().next(1)).isZero();
            assertThat(summary.last().next(1)).isEqualTo(run.messages().size());
            assertThat(summary.first().partitions()).containsOnlyKeys(1);
        }
    }

    @Test
    @DisplayName("every state of every run is found again at its sequence, and verified")
    void everyStateIsFoundAgain() {
        Property.check("time travel", 15, (random, size) -> {
            List<ScriptedRun> scripts = new ArrayList<>();
            try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 2)) {
                for (int i = 0; i < 3; i++) {
                    ScriptedRun run = randomRun(random, "r" + i, size);
                    scripts.add(run);
                    runs.appendAll(random.nextInt(2), run);
                }
                runs.indexed();
                for (ScriptedRun run : scripts) {
                    assertEveryState(runs, run);
                }
            }
        });
    }

    @Test
    @DisplayName("runs of one thread at the same time are told apart at every sequence")
    void concurrentRunsOfOneThread() {
        Property.check("concurrent runs", 15, (random, size) -> {
            AtomicLong sequences = new AtomicLong();
            ThreadKey thread = new ThreadKey("tenant", "shared");
            List<ScriptedRun> scripts = List.of(
                    new ScriptedRun(thread, "a", sequences),
                    new ScriptedRun(thread, "b", sequences),
                    new ScriptedRun(thread, "c", sequences));
            try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1)) {
                List<ScriptedRun> started = new ArrayList<>();
                for (int i = 0; i < 3 + size; i++) {
                    if (started.size() < 3 && (started.isEmpty() || random.nextInt(4) == 0)) {
                        ScriptedRun run = scripts.get(started.size());
                        runs.append(0, run.start());
                        started.add(run);
                    } else {
                        ScriptedRun run = started.get(random.nextInt(started.size()));
                        runs.append(0, randomMessage(random, run));
                    }
                }
                runs.indexed();
                for (ScriptedRun run : started) {
                    assertEveryState(runs, run);
                }
            }
        });
    }

    @Test
    @DisplayName("a replay visits every message and state once, in order")
    void replayVisitsEverything() {
        ScriptedRun run = finishedRun("r1", 300);
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1)) {
            ScriptedRun other = finishedRun("r2", 20);
            runs.appendAll(0, other);
            runs.appendAll(0, run);
            runs.indexed();
            TreeMap<Long, JsonNode> seen = new TreeMap<>();
            List<Long> order = new ArrayList<>();
            RunReplay replay = runs.history()
                    .replay(run.key(), update -> {
                        if (update instanceof RunUpdate.StateChanged change) {
                            seen.put(change.sequence(), change.state().value());
                        } else if (update instanceof RunUpdate.MessageObserved message) {
                            order.add(message.sequence());
                        }
                    })
                    .orElseThrow();
            assertThat(seen).isEqualTo(run.states());
            assertThat(order).isSorted().hasSize(run.messages().size());
            assertThat(replay.complete()).isTrue();
            assertThat(replay.corruptions()).isEmpty();
            assertThat(replay.states()).isEqualTo(run.states().size());
            assertThat(replay.verified()).isEqualTo(run.states().size() - 1);
            assertThat(replay.records()).isEqualTo(run.messages().size());
            assertThat(replay.end()).isPresent();
        }
    }

    @Test
    @DisplayName("a lost message makes a gap and a corruption; the states behind it are not known until a checkpoint")
    void lossIsShown() {
        ScriptedRun run = new ScriptedRun("r1");
        run.start();
        run.step();
        run.step();
        run.lose();
        run.step();
        run.step();
        run.checkpoint();
        run.step();
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1)) {
            runs.appendAll(0, run);
            RunSummary summary = runs.indexed().find(run.key()).orElseThrow();
            assertThat(summary.gaps()).isEqualTo(1);
            assertThat(summary.corruptions()).isEqualTo(1);
            assertThat(summary.recoveries()).isEqualTo(1);
            assertThat(summary.state()).isEqualTo(RunState.Status.LIVE);
            assertKnown(runs, run, 3);
            for (long sequence : new long[] {4, 5, 6}) {
                assertThat(runs.history().stateAt(run.key(), sequence))
                        .isInstanceOfSatisfying(HistoryAnswer.Corrupted.class, answer -> {
                            assertThat(answer.corruption().reason()).isEqualTo(Corruption.Reason.SEQUENCE_HOLE);
                            assertThat(answer.corruption().sequence()).isEqualTo(4);
                        });
            }
            assertKnown(runs, run, 7);
            assertKnown(runs, run, 8);
        }
    }

    @Test
    @DisplayName("a run whose start is gone is shown as such, and is right from its first checkpoint on")
    void startIsGone() {
        ScriptedRun run = finishedRun("r1", 40);
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1)) {
            List<DashStreamMessage> kept =
                    run.messages().subList(12, run.messages().size());
            kept.forEach(message -> runs.append(0, message));
            RunSummary summary = runs.indexed().recent().get(0);
            assertThat(summary.key()).isEqualTo(run.key());
            assertThat(summary.beginning()).isEqualTo(Beginning.NOT_SEEN);
            assertThat(summary.graphName()).isEmpty();
            assertThat(runs.history().stateAt(run.key(), 1))
                    .isInstanceOfSatisfying(
                            HistoryAnswer.Unknown.class,
                            answer -> assertThat(answer.reason()).isEqualTo(Reason.BEFORE_START));
            long last = summary.lastSequence();
            assertThat(runs.history().stateAt(run.key(), last).known())
                    .hasValueSatisfying(state -> assertThat(state.value())
                            .isEqualTo(run.states().lastEntry().getValue()));
        }
    }

    @Test
    @DisplayName("records that retention took after they were indexed are an explicit unknown, never another state")
    void historyIsGone() {
        AtomicLong nanos = new AtomicLong();
        InMemoryReplayStore store =
                new InMemoryReplayStore(new MemoryBounds(200, 1 << 30, Duration.ofDays(1)), nanos::get);
        ScriptedRun run = new ScriptedRun("r1");
        try (RunsInAStore runs = new RunsInAStore(store, 1)) {
            runs.append(0, run.start());
            for (int i = 0; i < 150; i++) {
                runs.append(0, run.step());
            }
            runs.indexed();
            assertKnown(runs, run, 100);
            ScriptedRun other = finishedRun("r2", 150);
            runs.appendAll(0, other);
            assertThat(runs.history().stateAt(run.key(), 100))
                    .isInstanceOfSatisfying(
                            HistoryAnswer.Unknown.class,
                            answer -> assertThat(answer.reason()).isEqualTo(Reason.HISTORY_GONE));
            RunReplay replay = runs.history().replay(run.key(), update -> {}).orElseThrow();
            assertThat(replay.complete()).isFalse();
            assertThat(replay.states()).isZero();
        }
    }

    @Test
    void unknownRunsAndSequencesAreSaidToBeSo() {
        ScriptedRun run = finishedRun("r1", 3);
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1)) {
            runs.appendAll(0, run);
            runs.indexed();
            assertReason(runs, new RunKey("tenant", "nobody", "r1"), 1, Reason.NO_SUCH_RUN);
            assertReason(runs, run.key(), 0, Reason.BEFORE_START);
            assertReason(runs, run.key(), 1_000, Reason.NOT_REACHED);
            assertReason(runs, run.key(), -1, Reason.NOT_REACHED);
            assertThat(runs.history().replay(new RunKey("t", "n", "x"), update -> {}))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("messages that came out of order are indexed where they are, and their states found again")
    void reorderedMessages() {
        Property.check("reordered", 15, (random, size) -> {
            ScriptedRun run = randomRun(random, "r", size);
            List<DashStreamMessage> shuffled = new ArrayList<>(run.messages());
            for (int i = 0; i + 1 < shuffled.size(); i++) {
                int other = Math.min(shuffled.size() - 1, i + random.nextInt(4));
                shuffled.set(i, shuffled.set(other, shuffled.get(i)));
            }
            try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1)) {
                for (DashStreamMessage message : shuffled) {
                    runs.append(0, message);
                    if (random.nextInt(10) == 0) {
                        runs.append(0, message);
                    }
                }
                runs.indexed();
                assertEveryState(runs, run);
            }
        });
    }

    @Test
    @DisplayName("a batch of events is indexed as its events")
    void batches() {
        ScriptedRun run = finishedRun("r1", 2);
        EventBatch.Builder batch = EventBatch.newBuilder();
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1)) {
            run.messages().stream()
                    .filter(DashStreamMessage::hasEvent)
                    .forEach(message -> batch.addEvents(message.getEvent()));
            runs.append(0, DashStreamMessage.newBuilder().setEventBatch(batch).build());
            run.messages().stream().filter(message -> !message.hasEvent()).forEach(message -> runs.append(0, message));
            RunSummary summary = runs.indexed().find(run.key()).orElseThrow();
            assertThat(summary.messageCount()).isEqualTo(run.messages().size());
            assertThat(summary.gaps()).isZero();
            assertEveryState(runs, run);
        }
    }

    @Test
    @DisplayName("values that can't be read are counted and stop nothing")
    void unreadableValues() {
        ScriptedRun run = finishedRun("r1", 2);
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1)) {
            runs.append(0, RecordLabel.unreadable(Readability.UNDECODABLE), new byte[] {9, 9});
            runs.append(0, RecordLabel.unreadable(Readability.NEWER_SCHEMA), new byte[] {9, 9});
            runs.append(0, RecordLabel.unreadable(Readability.READABLE), new byte[] {9, 9});
            runs.appendAll(0, run);
            assertThat(runs.indexed().stats().unreadable()).isEqualTo(3);
            assertEveryState(runs, run);
        }
    }

    @Test
    @DisplayName("the index keeps the runs that were heard of last, by arrival and not by clocks")
    void indexIsBounded() {
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1, 5)) {
            for (int i = 0; i < 20; i++) {
                runs.appendAll(0, finishedRun("r" + i, 1));
            }
            assertThat(runs.indexed().recent())
                    .extracting(run -> run.key().runId())
                    .containsExactly("r19", "r18", "r17", "r16", "r15");
        }
    }

    @Test
    @DisplayName("a recreated log begins the index anew")
    void anotherLogClearsTheIndex() {
        InMemoryReplayStore store = new InMemoryReplayStore();
        try (RunsInAStore runs = new RunsInAStore(store, 1)) {
            runs.appendAll(0, finishedRun("r1", 3));
            assertThat(runs.indexed().recent()).hasSize(1);
            store.open(Epoch.of("cluster", "topic", "another", 0), Map.of(0, new LogExtent(0, 0)));
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(runs.index().recent()).isEmpty();
                assertThat(runs.index().stats().clears()).isEqualTo(1);
            });
        }
    }

    @Test
    @DisplayName("time travel in a long run does not read it from its start")
    void historyBeginsAtTheNearestBase() {
        ScriptedRun run = new ScriptedRun("r1");
        run.start();
        for (int i = 0; i < 50; i++) {
            // As a producer does: the checkpoint follows a change inside its node.
            run.node("n" + i);
            for (int step = 0; step < 20; step++) {
                run.step();
            }
            run.checkpoint();
        }
        InMemoryReplayStore store = new InMemoryReplayStore();
        CountingStore counting = new CountingStore(store);
        try (RunsInAStore runs = new RunsInAStore(counting, 1)) {
            runs.appendAll(0, run);
            runs.indexed();
            counting.reset();
            long inTheLastNode = run.states().lastKey() - 5;
            assertKnown(runs, run, inTheLastNode);
            // The start, and then from the checkpoint before; pages of 500 are read in full.
            assertThat(counting.records()).isLessThan(60);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {(1L << 53) - 4, Long.MAX_VALUE - 4, -12})
    @DisplayName("CO-02: around 2^53, 2^63 and up to 2^64-1 runs are indexed by their exact numbers, in their order")
    void numbersAreUnsignedAndExact(long before) {
        ScriptedRun run = new ScriptedRun(new ThreadKey("tenant", "far"), "far", new AtomicLong(before));
        run.start();
        for (int i = 0; i < 9; i++) {
            run.step();
        }
        run.end();
        try (RunsInAStore runs = new RunsInAStore(new InMemoryReplayStore(), 1)) {
            runs.appendAll(0, run);
            RunSummary summary = runs.indexed().find(run.key()).orElseThrow();
            assertThat(summary.firstSequence()).isEqualTo(before + 1);
            assertThat(summary.lastSequence()).isEqualTo(before + 11);
            assertThat(summary.gaps()).isZero();
            assertEveryState(runs, run);
            assertReason(runs, run.key(), before, Reason.BEFORE_START);
        }
    }

    private static void assertEveryState(RunsInAStore runs, ScriptedRun run) {
        run.states().keySet().forEach(sequence -> assertKnown(runs, run, sequence));
        RunSummary summary = runs.index().find(run.key()).orElseThrow();
        assertThat(summary.corruptions()).isZero();
        assertThat(summary.stateChanges()).isEqualTo(run.states().size());
    }

    private static void assertKnown(RunsInAStore runs, ScriptedRun run, long sequence) {
        HistoryAnswer answer = runs.history().stateAt(run.key(), sequence);
        assertThat(answer)
                .as("state of %s at %d", run.key(), sequence)
                .isInstanceOfSatisfying(HistoryAnswer.Known.class, known -> {
                    assertThat(known.state().value())
                            .isEqualTo(run.states().floorEntry(sequence).getValue());
                    assertThat(known.state().sequence()).isEqualTo(run.states().floorKey(sequence));
                    if (known.state().sequence() != run.states().firstKey()) {
                        assertThat(known.state().verification()).isEqualTo(Verification.VERIFIED);
                    }
                });
    }

    private static void assertReason(RunsInAStore runs, RunKey key, long sequence, Reason reason) {
        assertThat(runs.history().stateAt(key, sequence))
                .isInstanceOfSatisfying(HistoryAnswer.Unknown.class, answer -> {
                    assertThat(answer.reason()).isEqualTo(reason);
                    assertThat(answer.detail()).isNotBlank();
                });
    }

    private static ScriptedRun finishedRun(String id, int steps) {
        ScriptedRun run = new ScriptedRun(id);
        run.start();
        for (int i = 0; i < steps; i++) {
            if (i % 10 == 5) {
                run.checkpoint();
            }
            run.step();
        }
        run.end();
        return run;
    }

    private static ScriptedRun randomRun(RandomGenerator random, String id, int size) {
        ScriptedRun run = new ScriptedRun(id);
        run.start();
        for (int i = 0; i < size; i++) {
            randomMessage(random, run);
        }
        run.end();
        return run;
    }

    private static DashStreamMessage randomMessage(RandomGenerator random, ScriptedRun run) {
        return switch (random.nextInt(6)) {
            case 0 -> run.node("n" + random.nextInt(5));
            case 1 -> run.checkpoint();
            default -> run.step();
        };
    }
}
