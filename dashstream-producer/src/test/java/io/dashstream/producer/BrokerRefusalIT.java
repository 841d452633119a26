package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunState;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.wire.WireLimits;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a healthy broker refuses is counted, announced, and healed. */
class BrokerRefusalIT {

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.builder().start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static DashStreamProducer producer(String topic) {
        return DashStreamProducer.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .kafkaProperty("max.block.ms", 500)
                .kafkaProperty("request.timeout.ms", 2_000)
                .kafkaProperty("delivery.timeout.ms", 5_000)
                .build();
    }

    private static RunState rebuilt(String topic) {
        RunAssembler runs = RunAssembler.builder().build();
        TopicContent.read(kafka.bootstrapServers(), topic).forEach(runs::accept);
        runs.flush();
        return runs.runs().iterator().next();
    }

    @Test
    @DisplayName(
            "KA-11: a topic that is missing is not created; what is called meanwhile is counted, and it works once it is there")
    void aMissingTopicIsCountedAndNotCreated() throws Exception {
        try (DashStreamProducer producer = producer("missing")) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(Map.of("n", 0)));
            run.state(Map.of("n", 1));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> producer.stats().failed().containsKey("state_diff.timeout")
                            || producer.stats().failed().containsKey("checkpoint.timeout"));
            try (var admin = kafka.openAdmin()) {
                assertThat(admin.listTopics().names().get()).doesNotContain("missing");
            }

            kafka.createTopic("missing", 1);
            run.state(Map.of("n", 2));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                run.state(Map.of("n", 3, "at", System.nanoTime()));
                return !producer.stats().delivered().isEmpty();
            });
            run.complete(Map.of("n", 4));
            assertThat(producer.flush(Duration.ofSeconds(30)).complete()).isTrue();

            assertThat(producer.stats().occurrences().get("resync")).isPositive();
            Sums.assertClosed(producer.stats());
            assertThat(rebuilt("missing").state().orElseThrow().value().get("n").intValue())
                    .isEqualTo(4);
        }
    }

    @Test
    @DisplayName(
            "PR-08: a record that is larger than the topic takes is counted as too large, and the next state goes out whole")
    void aRecordThatTheTopicDoesNotTakeIsCounted() {
        kafka.createTopic("small", 1, Map.of("max.message.bytes", "4000"));
        String noise = new SplittableRandom(1)
                .ints(20_000, 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        try (DashStreamProducer producer = producer("small")) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(Map.of("n", 0)));
            run.state(Map.of("n", 1, "noise", noise));
            assertThat(producer.flush(Duration.ofSeconds(30)).complete()).isTrue();
            assertThat(producer.stats().failed()).containsOnlyKeys("state_diff.too_large");
            assertThat(rebuilt("small").lastSequence()).isEqualTo(1);

            run.state(Map.of("n", 2));
            assertThat(producer.flush(Duration.ofSeconds(30)).complete()).isTrue();

            assertThat(producer.stats().occurrences().get("resync")).isEqualTo(1);
            assertThat(rebuilt("small").state().orElseThrow().value().get("n").intValue())
                    .isEqualTo(2);
            Sums.assertClosed(producer.stats());
        }
    }

    @Test
    @DisplayName(
            "CO-12: a message of the largest size goes through producer, broker and decoder; one byte more never leaves")
    void theLargestMessagePassesAndOneByteMoreDoesNot() {
        int limit = WireLimits.MAX_MESSAGE_BYTES_DEFAULT;
        int tried = limit - 1_000;
        int overhead = checkpointBytes(tried) - tried;
        kafka.createTopic("largest", 1, Map.of("max.message.bytes", String.valueOf(limit + (64 << 10))));
        try (DashStreamProducer producer = withoutCompression()
                .bootstrapServers(kafka.bootstrapServers())
                .topic("largest")
                .build()) {
            RunScope run = producer.startRun(RunSpec.of("t"));
            for (int bytes : new int[] {limit - 1, limit, limit + 1}) {
                run.checkpoint(text(bytes - overhead));
            }
            assertThat(producer.flush(Duration.ofSeconds(60)).complete()).isTrue();
            assertThat(producer.stats().failed()).isEqualTo(Map.of("checkpoint.too_large", 1L));
        }
        assertThat(TopicContent.read(kafka.bootstrapServers(), "largest"))
                .filteredOn(DashStreamMessage::hasCheckpoint)
                .extracting(DashStreamMessage::getSerializedSize)
                .containsExactly(limit - 1, limit);
    }

    private static int checkpointBytes(int textBytes) {
        TestSink sink = new TestSink();
        try (DashStreamProducer producer = withoutCompression().sink(sink).build()) {
            producer.startRun(RunSpec.of("t")).checkpoint(text(textBytes));
            producer.flush(Duration.ofSeconds(60));
            return sink.messages().stream()
                    .filter(DashStreamMessage::hasCheckpoint)
                    .mapToInt(DashStreamMessage::getSerializedSize)
                    .max()
                    .orElseThrow();
        }
    }

    private static DashStreamProducerBuilder withoutCompression() {
        return DashStreamProducer.builder()
                .compressionThresholdBytes(16 << 20)
                .maxStateBytes(16 << 20)
                .queueBytes(256 << 20);
    }

    private static Map<String, Object> text(int bytes) {
        return Map.of("text", "x".repeat(bytes));
    }

    @Test
    @DisplayName(
            "KA-12: when the topic gets more partitions in the middle of a run, its state is right or said to be unknown")
    void aTopicThatGrowsCostsNoTruth() throws Exception {
        kafka.createTopic("growing", 1);
        try (DashStreamProducer producer = DashStreamProducer.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic("growing")
                .kafkaProperty("metadata.max.age.ms", 200)
                .checkpointInterval(10)
                .build()) {
            CountingGraph graph = new CountingGraph(producer, "thread-1");
            for (int step = 0; step < 50; step++) {
                graph.step();
            }
            producer.flush(Duration.ofSeconds(20));
            try (var admin = kafka.openAdmin()) {
                admin.createPartitions(Map.of("growing", NewPartitions.increaseTo(8)))
                        .all()
                        .get();
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                graph.step();
                producer.flush(Duration.ofSeconds(5));
                return partitions(TopicContent.records(kafka.bootstrapServers(), "growing")) > 1;
            });
            graph.complete();
            assertThat(producer.flush(Duration.ofSeconds(20)).complete()).isTrue();
        }
        RunAssembler runs = RunAssembler.builder().build();
        List<RunUpdate> updates = new ArrayList<>();
        TopicContent.read(kafka.bootstrapServers(), "growing").forEach(message -> updates.addAll(runs.accept(message)));
        updates.addAll(runs.flush());
        for (RunUpdate update : updates) {
            if (update instanceof RunUpdate.StateChanged changed) {
                assertThat(changed.state().value())
                        .isEqualTo(CountingGraph.expected(changed.state().value()));
            }
        }
        assertThat(runs.runs()).hasSize(1);
    }

    private static long partitions(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(ConsumerRecord::partition).distinct().count();
    }
}
