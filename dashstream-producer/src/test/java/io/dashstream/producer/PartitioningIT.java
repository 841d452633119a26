package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** KA-12: the key of a record is its thread, whatever is in it. */
class PartitioningIT {

    private static final String TOPIC = "telemetry";
    private static final int THREADS = 20;

    private static void everyKind(DashStreamProducer producer, String threadId) {
        RunScope run = producer.startRun(RunSpec.of(threadId).initialState(Map.of("n", 0)));
        run.state(Map.of("n", 1));
        run.edge("a", "b");
        run.edge("b", "c");
        run.checkpoint(Map.of("n", 2));
        run.metrics(Map.of("n", 1));
        run.error("code", "text");
        NodeScope node = run.node("n");
        node.tool("search", Map.of()).complete(List.of());
        LlmScope model = node.llm("model");
        model.token("word");
        model.complete();
        run.complete();
    }

    @Test
    @DisplayName(
            "KA-12: all kinds of messages and batches of one thread are in one partition, with the thread as their key")
    void allKindsOfAThreadAreInOnePartition() {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start()) {
            kafka.createTopic(TOPIC, 8);
            try (DashStreamProducer producer = DashStreamProducer.builder()
                    .bootstrapServers(kafka.bootstrapServers())
                    .topic(TOPIC)
                    .batchSize(10)
                    .build()) {
                IntStream.range(0, THREADS).forEach(thread -> everyKind(producer, "thread-\u00e9-" + thread));
                assertThat(producer.flush(Duration.ofSeconds(30)).complete()).isTrue();
            }

            Map<String, List<ConsumerRecord<byte[], byte[]>>> byKey =
                    TopicContent.records(kafka.bootstrapServers(), TOPIC).stream()
                            .collect(Collectors.groupingBy(record -> new String(record.key(), StandardCharsets.UTF_8)));
            assertThat(byKey).hasSize(THREADS);
            Set<Integer> partitions = new TreeSet<>();
            byKey.forEach((threadId, records) -> {
                Set<MessageKind> kinds = EnumSet.noneOf(MessageKind.class);
                try (FrameDecoder decoder = FrameDecoder.strict()) {
                    records.forEach(record -> kinds.add(MessageKind.of(decoder.decode(record.value()))));
                }
                assertThat(kinds).containsAll(EnumSet.complementOf(EnumSet.of(MessageKind.EXECUTION_TRACE)));
                assertThat(records.stream().map(ConsumerRecord::partition).distinct())
                        .as("partitions of %s", threadId)
                        .hasSize(1);
                partitions.add(records.get(0).partition());
            });
            assertThat(partitions).hasSizeGreaterThan(1);
        }
    }
}
