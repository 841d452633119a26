package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PR-07: whatever the pipe does, the graph's thread never waits. */
@Timeout(120)
class CallingThreadTest {

    private static final int RUNS = 200;
    private static final Map<String, Object> STATE = Map.of("text", "x".repeat(10_000));

    private final TestSink sink = new TestSink();

    private static void call(DashStreamProducer producer) {
        for (int index = 0; index < RUNS; index++) {
            EveryCall.on(producer, "thread-" + index, STATE);
        }
    }

    @Test
    @DisplayName("PR-07: with a sink that hangs and a full queue, no call blocks or waits, not even for a moment")
    void withASinkThatHangsAndAFullQueueNoCallWaits() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).queueCapacity(100).build()) {
            call(producer); // loads classes, writes the first line about drops
            sink.block();
            await().until(() -> {
                EveryCall.on(producer, "fill", STATE);
                return producer.stats().queueDepth() == 100;
            });
            long droppedBefore = Sums.total(producer.stats().dropped());
            ThreadWaits before = ThreadWaits.ofThisThread();

            call(producer);

            assertThat(ThreadWaits.ofThisThread()).isEqualTo(before);
            assertThat(Sums.total(producer.stats().dropped())).isGreaterThan(droppedBefore + RUNS);
            assertThat(producer.stats().occurrences()).containsEntry("internal_error", 0L);
            sink.unblock();
            assertThat(producer.flush(Duration.ofSeconds(20)).complete()).isTrue();
            Sums.assertClosed(producer.stats());
        }
    }

    @Test
    @DisplayName("PR-07: with a pipe that flows, no call blocks or waits either, and none wakes the worker")
    void withAPipeThatFlowsNoCallWaits() {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).queueCapacity(1_000_000).build()) {
            call(producer);
            ThreadWaits before = ThreadWaits.ofThisThread();

            call(producer);

            assertThat(ThreadWaits.ofThisThread()).isEqualTo(before);
            assertThat(producer.flush(Duration.ofSeconds(60)).complete()).isTrue();
            assertThat(Sums.total(producer.stats().dropped())).isZero();
        }
    }
}
