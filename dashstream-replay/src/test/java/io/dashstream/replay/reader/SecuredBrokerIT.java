package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.kafka.secured.SecuredBroker;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.session.StartFrom;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** KA-09: one configuration, and every client of the reader gets through TLS and SCRAM with it. */
class SecuredBrokerIT {

    private static final String TOPIC = "telemetry";
    private static final String LETTERS = "letters";
    private static final int RECORDS = 40;

    private static SecuredBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = new SecuredBroker();
        broker.kafka().createTopic(TOPIC, 1);
        broker.kafka().createTopic(LETTERS, 1);
        broker.user("server", "servers-secret");
        broker.user("guest", "guests-secret");
        broker.allow("server", TOPIC);
        broker.allow("server", LETTERS);
        Map<String, Object> settings = new HashMap<>(broker.settings("server", "servers-secret"));
        settings.put("bootstrap.servers", broker.kafka().bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>(TOPIC, ("no message " + i).getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static ReplayReaderBuilder reader(String user, String password) {
        return ReplayReader.builder()
                .environment(Map.of(
                        "KAFKA_BROKERS", broker.kafka().bootstrapServers(),
                        "KAFKA_TOPIC", TOPIC,
                        "KAFKA_PROPERTIES_FILE",
                                broker.propertiesFile(user, password).toString()));
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60));
    }

    @Test
    @DisplayName("KA-09: reader, Admin, cold reads and dead letters get through with the same properties")
    void everyClientGetsThrough() {
        try (ReplayReader reader = reader("server", "servers-secret")
                .store(new InMemoryReplayStore(new MemoryBounds(1, 1 << 20, Duration.ofDays(1))))
                .deadLetters(DeadLetterSettings.failClosed(LETTERS))
                .build()) {
            reader.start();
            reader.awaitCaughtUp(Duration.ofSeconds(60));
            assertThat(reader.stats().positions()).containsEntry(0, (long) RECORDS);
            assertThat(reader.stats().poison().letters()).isEqualTo(RECORDS);

            Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
            eventually()
                    .untilAsserted(
                            () -> assertThat(client.all(ReplayComplete.class)).hasSize(1));
            assertThat(client.records()).hasSize(RECORDS);
            assertThat(reader.coldStats().orElseThrow().chunkMisses()).isPositive();
            assertThat(reader.settings().toString()).doesNotContain("secret").doesNotContain("changeit");
        }
    }

    @Test
    @DisplayName("KA-09: who may not read, or says a wrong password, is told so by the status, and reads nothing")
    void refusalsAreAStatus() {
        for (ReplayReaderBuilder refused :
                new ReplayReaderBuilder[] {reader("guest", "guests-secret"), reader("server", "guessed")}) {
            try (ReplayReader reader = refused.build()) {
                reader.start();
                eventually()
                        .untilAsserted(() -> assertThat(reader.status().detail().orElse(""))
                                .containsAnyOf("Authorization", "authorized", "Authentication"));
                assertThat(reader.status().phase()).isNotIn(Phase.LIVE, Phase.CATCHING_UP);
                assertThat(reader.stats().records()).isZero();
                assertThat(reader.status().toString()).doesNotContain("guessed").doesNotContain("secret");
            }
        }
    }
}
