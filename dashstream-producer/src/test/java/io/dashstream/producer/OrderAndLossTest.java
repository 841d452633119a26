package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.CanonicalJson;
import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunState;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.testing.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OrderAndLossTest {

    private final TestSink sink = new TestSink();

    @Test
    @DisplayName(
            "PR-01: 16 threads on 4 runs: numbers rise by one in the order of the log, and a hole is a counted drop")
    void callOrderIsNumberOrderIsLogOrder() throws Exception {
        ProducerStats stats;
        try (DashStreamProducer producer = DashStreamProducer.builder()
                .sink(sink)
                .queueCapacity(300)
                .batchSize(3)
                .build()) {
            List<RunScope> runs = new ArrayList<>();
            for (int run = 0; run < 4; run++) {
                runs.add(producer.startRun(RunSpec.of("t-" + run).initialState(Map.of("n", -1))));
            }
            ExecutorService pool = Executors.newFixedThreadPool(16);
            List<Future<?>> callers = new ArrayList<>();
            for (int thread = 0; thread < 16; thread++) {
                RunScope run = runs.get(thread % 4);
                int seed = thread;
                callers.add(pool.submit(() -> callAround(run, seed)));
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
            pool.shutdown();
            assertThat(producer.flush(Duration.ofSeconds(30)).complete()).isTrue();
            stats = producer.stats();
        }

        Map<String, Long> last = new HashMap<>();
        long holes = 0;
        for (DashStreamMessage message : flat()) {
            Header header = Messages.header(message);
            long before = last.getOrDefault(header.getThreadId(), 0L);
            assertThat(header.getSequence())
                    .as("after %s of %s", before, header.getThreadId())
                    .isGreaterThan(before);
            holes += header.getSequence() - before - 1;
            last.put(header.getThreadId(), header.getSequence());
        }
        assertThat(holes).isLessThanOrEqualTo(Sums.total(stats.dropped()));
        Sums.assertClosed(stats);
    }

    private static void callAround(RunScope run, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int index = 0; index < 500; index++) {
            switch (random.nextInt(5)) {
                case 0 -> run.state(Map.of("n", index, "by", seed));
                case 1 -> run.metrics(Map.of("n", index));
                case 2 -> {
                    try (NodeScope node = run.node("node")) {
                        node.llm("model").token("word");
                        node.complete();
                    }
                }
                case 3 -> run.checkpoint(Map.of("n", index));
                default -> run.edge("a", "b");
            }
        }
    }

    private List<DashStreamMessage> flat() {
        return sink.messages().stream()
                .flatMap(message -> Messages.flatten(message).stream())
                .toList();
    }

    @Test
    @DisplayName(
            "PR-02: whatever is lost on the way, a rebuilt state is right or said to be unknown, and a checkpoint follows")
    void whateverIsLostARebuiltStateIsRightOrAnnounced() {
        Property.check("no wrong state after losses", 30, (random, size) -> {
            TestSink lossy = new TestSink();
            int perMille = random.nextInt(200);
            SplittableRandom dice = new SplittableRandom(random.nextLong());
            lossy.failIf(record -> {
                synchronized (dice) {
                    return dice.nextInt(1000) < perMille
                            ? Optional.of(new IllegalStateException("lost on purpose"))
                            : Optional.empty();
                }
            });
            DashStreamProducer producer = DashStreamProducer.builder()
                    .sink(lossy)
                    .queueCapacity(5 + random.nextInt(100))
                    .maxStateBytes(400)
                    .checkpointInterval(1 + random.nextInt(20))
                    .batchSize(1 + random.nextInt(4))
                    .build();
            RunScope run = producer.startRun(RunSpec.of("t").initialState(Map.of("n", 0)));
            int last = 30 * size;
            for (int step = 1; step <= last; step++) {
                Object state = random.nextInt(40) == 0 ? Map.of("n", step, "long", "x".repeat(500)) : stateOf(step);
                run.state(state);
                if (random.nextInt(10) == 0) {
                    run.edge("a", "b");
                }
                if (random.nextInt(50) == 0) {
                    producer.flush(Duration.ofSeconds(10));
                }
            }
            lossy.failIf(record -> Optional.empty());
            producer.flush(Duration.ofSeconds(10));
            run.state(stateOf(last + 1));
            producer.flush(Duration.ofSeconds(10));
            Sums.assertClosed(producer.stats());

            RunAssembler runs = RunAssembler.builder().build();
            List<RunUpdate> updates = new ArrayList<>();
            lossy.messages().forEach(message -> updates.addAll(runs.accept(message)));
            updates.addAll(runs.flush());
            for (RunUpdate update : updates) {
                if (update instanceof RunUpdate.StateChanged changed) {
                    checkTrue(changed.state().value());
                }
            }
            RunState rebuilt = runs.runs().iterator().next();
            assertThat(rebuilt.state().orElseThrow().value().get("n").intValue())
                    .as("the first state after the losses arrives whole")
                    .isEqualTo(last + 1);
            producer.close(Duration.ofSeconds(5));
        });
    }

    /** Most of it stays the same, so that a patch is shorter than the state and is what is sent unless something was lost. */
    private static Map<String, Object> stateOf(int step) {
        return Map.of("n", step, "list", List.of(step % 7, step % 3), "same", "s".repeat(250));
    }

    /** A state says of itself which step it is, so the whole of it is known. */
    private static void checkTrue(JsonNode state) {
        int step = state.get("n").intValue();
        if (state.has("list")) {
            assertThat(CanonicalJson.encodeText(state))
                    .isEqualTo("{\"list\":[" + step % 7 + "," + step % 3 + "],\"n\":" + step + ",\"same\":\""
                            + "s".repeat(250) + "\"}");
        } else {
            assertThat(state.size()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("PR-08: each reason to drop is counted under its own name and kind, and the sums close")
    void eachReasonToDropHasItsOwnName() {
        DashStreamProducer producer = DashStreamProducer.builder()
                .sink(sink)
                .queueCapacity(10)
                .queueBytes(1 << 16)
                .queueSoftMarkPercent(50)
                .build();
        RunScope run = producer.startRun(RunSpec.of("t"));
        NodeScope node = run.node("n");
        LlmScope model = node.llm("m");
        producer.flush(Duration.ofSeconds(10));
        sink.holdWorker(() -> run.edge("a", "b"));
        for (int index = 0; index < 6; index++) {
            model.token("word");
        }
        assertThat(producer.stats().dropped()).containsOnlyKeys("token_chunk.shed");
        run.error("big", "x".repeat(1 << 16));
        assertThat(producer.stats().dropped()).containsOnlyKeys("token_chunk.shed", "error.queue_bytes");
        for (int index = 0; index < 12; index++) {
            run.edge("a", "b");
        }
        assertThat(producer.stats().dropped())
                .containsOnlyKeys("token_chunk.shed", "error.queue_bytes", "event.queue_full");
        sink.unblock();
        producer.flush(Duration.ofSeconds(10));
        Sums.assertClosed(producer.stats());
        sink.holdWorker(() -> run.edge("a", "b"));
        run.metrics(Map.of("n", 1));
        producer.close(Duration.ofMillis(300));
        run.checkpoint(Map.of("n", 1));
        producer.startRun(RunSpec.of("late")).edge("a", "b");

        assertThat(producer.stats().dropped())
                .containsKeys("metrics.shutdown_timeout", "event.after_close")
                .allSatisfy((reason, count) -> assertThat(count).isPositive());
        Sums.assertClosed(producer.stats());
    }
}
