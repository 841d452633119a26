package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.core.wire.MessageKind;
import io.dashstream.producer.sink.TelemetryRecord;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PR-14: when events leave together. */
class BatchingTest {

    private final TestSink sink = new TestSink();
    private final FakeTime time = new FakeTime();
    private final DashStreamProducer producer = DashStreamProducer.builder()
            .sink(sink)
            .time(time)
            .batchSize(100)
            .batchTimeout(Duration.ofMillis(100))
            .build();
    private RunScope run = producer.startRun(RunSpec.of("t"));

    @BeforeEach
    void start() {
        assertThat(producer.flush(Duration.ofSeconds(10)).complete()).isTrue();
    }

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    @DisplayName("PR-14: a lone event leaves when its time is up, and not before")
    void aLoneEventLeavesWhenItsTimeIsUp() {
        run.edge("a", "b");
        await().until(() -> producer.stats().queueDepth() == 0);
        time.pass(Duration.ofMillis(99));
        run = producer.startRun(RunSpec.of("other"));
        await().untilAsserted(() -> assertThat(sink.records()).hasSize(2));
        assertThat(sink.records()).extracting(TelemetryRecord::threadId).containsExactly("t", "other");

        time.pass(Duration.ofMillis(1));

        await().untilAsserted(() -> assertThat(sink.records()).hasSize(3));
        assertThat(sink.records().get(2).threadId()).isEqualTo("t");
    }

    @Test
    @DisplayName("PR-14: a state sends its thread's events off first, so that the order stays")
    void aStateSendsItsThreadsEventsOffFirst() {
        run.edge("a", "b");
        run.edge("b", "c");
        run.checkpoint(Map.of("n", 1));

        await().untilAsserted(() -> assertThat(sink.messages())
                .extracting(MessageKind::of)
                .containsExactly(MessageKind.EVENT, MessageKind.EVENT_BATCH, MessageKind.CHECKPOINT));
        assertThat(sink.messages().get(1).getEventBatch().getEventsCount()).isEqualTo(2);
    }

    @Test
    void aFullBatchLeavesAtOnce() {
        for (int index = 0; index < 100; index++) {
            run.edge("a", "b");
        }

        await().untilAsserted(() -> assertThat(sink.records()).hasSize(2));
        assertThat(sink.messages().get(1).getEventBatch().getEventsCount()).isEqualTo(100);
    }
}
