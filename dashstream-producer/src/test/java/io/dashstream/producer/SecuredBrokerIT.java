package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.kafka.secured.SecuredBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** KA-09: Kafka's own security properties pass through, and a refusal is counted as what it is. */
class SecuredBrokerIT {

    private static final String TOPIC = "telemetry";

    private static SecuredBroker broker;

    @BeforeAll
    static void start() {
        broker = new SecuredBroker();
        broker.kafka().createTopic(TOPIC, 1);
        broker.user("writer", "writers-secret");
        broker.user("guest", "guests-secret");
        broker.allow("writer", TOPIC);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static DashStreamProducer producer(String user, String password) {
        return DashStreamProducer.builder()
                .environment(Map.of(
                        "KAFKA_BROKERS", broker.kafka().bootstrapServers(),
                        "KAFKA_TOPIC", TOPIC,
                        "KAFKA_PROPERTIES_FILE",
                                broker.propertiesFile(user, password).toString()))
                .build();
    }

    @Test
    @DisplayName("KA-09: a producer writes through TLS and SCRAM, and shows no password")
    void aProducerWritesThroughTlsAndScram() {
        try (DashStreamProducer producer = producer("writer", "writers-secret")) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(Map.of("n", 1)));
            run.complete(Map.of("n", 2));
            DeliveryReport report = producer.flush(Duration.ofSeconds(20));

            assertThat(report.complete()).isTrue();
            assertThat(report.delivered()).isEqualTo(3);
            assertThat(producer.toString()).doesNotContain("secret").doesNotContain("changeit");
        }
        List<DashStreamMessage> log = TopicContent.read(
                broker.kafka().bootstrapServers(), TOPIC, broker.settings("writer", "writers-secret"));
        assertThat(log).hasSize(3);
    }

    @Test
    @DisplayName("PR-08: a user who may not write is counted as authorization, and the graph feels nothing")
    void aUserWhoMayNotWriteIsCountedAsSuch() {
        assertThatEverythingFailsAs("authorization", "guest", "guests-secret");
    }

    @Test
    @DisplayName("PR-08: a wrong password is counted as authorization too")
    void aWrongPasswordIsCountedAsSuch() {
        assertThatEverythingFailsAs("authorization", "writer", "guessed");
    }

    private static void assertThatEverythingFailsAs(String reason, String user, String password) {
        try (DashStreamProducer producer = producer(user, password)) {
            RunScope run = producer.startRun(RunSpec.of("t").initialState(Map.of("n", 1)));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Sums.total(producer.stats().failed()) > 0);
            run.complete();
            assertThat(producer.flush(Duration.ofSeconds(30)).complete()).isTrue();

            assertThat(producer.stats().failed().keySet()).allMatch(key -> key.endsWith("." + reason));
            assertThat(producer.stats().delivered()).isEmpty();
            Sums.assertClosed(producer.stats());
        }
    }
}
