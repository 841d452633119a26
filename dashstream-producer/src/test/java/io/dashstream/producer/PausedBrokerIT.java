package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.kafka.embedded.KafkaProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PR-07: a broker that stands still, and what the graph's thread notices of it. */
class PausedBrokerIT {

    private static final int RUNS = 50;
    private static final Map<String, Object> STATE = Map.of("text", "x".repeat(1 << 20));

    @Test
    @DisplayName(
            "PR-07: with a paused broker, a full Kafka buffer and a full queue, no call with a state of 1 MB waits")
    void withAPausedBrokerNoCallWaits() {
        try (KafkaProcess broker = KafkaProcess.builder().start()) {
            broker.createTopic("dashstream-events", 1);
            DashStreamProducer producer = DashStreamProducer.builder()
                    .bootstrapServers(broker.bootstrapServers())
                    .queueCapacity(200)
                    .compressionThresholdBytes(1 << 30)
                    .kafkaProperty("buffer.memory", 4L << 20)
                    .kafkaProperty("max.block.ms", 600_000)
                    .build();
            EveryCall.on(producer, "t", STATE);
            assertThat(producer.flush(Duration.ofMinutes(1)).complete()).isTrue();
            broker.pause();
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                EveryCall.on(producer, "fill", STATE);
                return producer.stats().queueDepth() == 200;
            });
            ThreadWaits before = ThreadWaits.ofThisThread();

            for (int index = 0; index < RUNS; index++) {
                EveryCall.on(producer, "thread-" + index, STATE);
            }

            assertThat(ThreadWaits.ofThisThread()).isEqualTo(before);
            assertThat(producer.stats().queueDepth()).as("nothing moves").isEqualTo(200);
            broker.resume();
            await().atMost(Duration.ofMinutes(1)).until(() -> producer.stats().queueDepth() == 0);
            assertThat(producer.close(Duration.ofMinutes(1)).pending()).isZero();
            Sums.assertClosed(producer.stats());
        }
    }
}
