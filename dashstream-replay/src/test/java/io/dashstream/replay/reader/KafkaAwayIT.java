package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.kafka.embedded.KafkaProcess;
import io.dashstream.replay.health.HealthMonitor;
import io.dashstream.replay.health.PartHealth;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.session.StartFrom;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.redis.CountingProxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A session and the health of a server whose broker is slow, hangs or is killed. */
class KafkaAwayIT {

    private static final int BEFORE = 300;
    private static final int AFTER = 100;

    @Test
    @DisplayName("a broker that answers after 50 ms costs time and nothing else")
    void aSlowBrokerCostsTime() throws Exception {
        AtomicInteger port = new AtomicInteger();
        try (CountingProxy line = new CountingProxy(port::get, Duration.ofMillis(50));
                KafkaProcess kafka =
                        KafkaProcess.builder().advertisedPort(line.port()).start()) {
            port.set(kafka.port());
            followed(kafka, health -> {});
        }
    }

    @Test
    @DisplayName("a broker that hangs is told by the health, and when it goes on, so does everybody, where they were")
    void aBrokerThatHangs() throws Exception {
        try (KafkaProcess kafka = KafkaProcess.builder().start()) {
            goesAway(kafka, kafka::pause, kafka::resume);
        }
    }

    @Test
    @DisplayName(
            "a broker that is killed is told by the health, and when it is back, everybody goes on where they were")
    void aBrokerThatIsKilled() throws Exception {
        try (KafkaProcess kafka = KafkaProcess.builder().start()) {
            goesAway(kafka, kafka::kill, kafka::start);
        }
    }

    private static void goesAway(KafkaProcess kafka, Runnable goAway, Runnable comeBack) {
        followed(kafka, health -> {
            goAway.run();
            eventually().until(() -> health.report().kafka().state() != PartHealth.State.OK);
            comeBack.run();
        });
    }

    /** A client from the beginning on, and trouble in the middle. */
    private static void followed(KafkaProcess kafka, Consumer<HealthMonitor> trouble) {
        try (Topic topic = new Topic(kafka, "followed")) {
            topic.create(1);
            topic.send(0, "before", BEFORE);
            try (ReplayReader reader = ReplayReader.builder()
                            .bootstrapServers(kafka.bootstrapServers())
                            .topic(topic.name())
                            .identityCheckInterval(Duration.ofMillis(200))
                            .build();
                    SessionHub hub = SessionHub.builder(reader.store()).build();
                    HealthMonitor health = new HealthMonitor(reader, hub)) {
                reader.start();
                Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
                eventually().until(() -> client.records().size() == BEFORE);

                trouble.accept(health);
                topic.send(0, "after", AFTER);

                eventually().until(() -> client.records().size() >= BEFORE + AFTER);
                assertThat(client.records())
                        .extracting(StoredRecord::offset)
                        .isEqualTo(LongStream.range(0, BEFORE + AFTER).boxed().toList());
                assertThat(client.all(SessionSignal.CursorReset.class)).isEmpty();
                assertThat(client.all(SessionSignal.GapNotice.class)).isEmpty();
                eventually()
                        .until(() -> health.report().kafka().state() == PartHealth.State.OK
                                && health.report().isReady());
            }
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }
}
