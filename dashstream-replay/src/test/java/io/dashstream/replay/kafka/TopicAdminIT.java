package io.dashstream.replay.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.replay.store.LogExtent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Partitions of a real broker; one that does not exist answers as little as one that has no leader. */
class TopicAdminIT {

    private static final String TOPIC = "some-answer";
    private static final int NOWHERE = 7;

    @Test
    @DisplayName(
            "KA-01: where brokers give no ids, a topic that was created anew has another identity while it is shorter")
    void withoutIdsAShorterTopicIsAnotherOne() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                Admin real = kafka.openAdmin();
                TopicAdmin admin = new TopicAdmin(
                        AdminWithoutIds.over(real), TOPIC, Duration.ofSeconds(5), UnnamedTopic.ofThisProcess(TOPIC))) {
            kafka.createTopic(TOPIC, 1);
            write(kafka, 3);
            TopicIdentity before = admin.describe().get(30, TimeUnit.SECONDS).identity();
            assertThat(admin.extents(List.of(0)).get(0))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .returns(3L, LogExtent::end);
            write(kafka, 1);
            assertThat(admin.extents(List.of(0)).get(0)).succeedsWithin(Duration.ofSeconds(30));
            assertThat(admin.describe().get(30, TimeUnit.SECONDS).identity()).isEqualTo(before);

            real.deleteTopics(List.of(TOPIC)).all().get(30, TimeUnit.SECONDS);
            kafka.createTopic(TOPIC, 1);
            write(kafka, 2);
            assertThat(admin.extents(List.of(0)).get(0)).succeedsWithin(Duration.ofSeconds(30));
            assertThat(admin.describe().get(30, TimeUnit.SECONDS).identity()).isNotEqualTo(before);
        }
    }

    private static void write(EmbeddedKafka kafka, int records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(TOPIC, new byte[1])).get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    @DisplayName(
            "KA-13: of partitions that are asked together, those that are there answer and the one that is not fails")
    void eachAnswersForItself() {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                TopicAdmin admin = new KafkaClients(
                                kafka.bootstrapServers(),
                                Map.of(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "3000"),
                                TOPIC)
                        .topicAdmin()) {
            kafka.createTopic(TOPIC, 2);
            Map<Integer, CompletableFuture<LogExtent>> extents = admin.extents(List.of(0, 1, NOWHERE));
            assertThat(extents.get(0)).succeedsWithin(Duration.ofSeconds(30)).returns(0L, LogExtent::end);
            assertThat(extents.get(1)).succeedsWithin(Duration.ofSeconds(30)).returns(0L, LogExtent::end);
            assertThat(extents.get(NOWHERE))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(KafkaException.class);
        }
    }
}
