package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.kafka.embedded.KafkaProcess;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.client.ClientIdentity;
import io.dashstream.replay.dialect.Conversation;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.dialect.SessionTransport;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.hub.Opening;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.metrics.PoisonMeters;
import io.dashstream.replay.metrics.ReplayMeters;
import io.dashstream.replay.metrics.SessionMeters;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.DelegatingStore;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Meters of a reader in the trouble that they are there for. */
class ReaderMetersIT {

    private static KafkaProcess kafka;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeAll
    static void start() {
        kafka = KafkaProcess.builder().start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    private static ReplayReaderBuilder builder(Topic topic) {
        return ReplayReader.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic.name())
                .identityCheckInterval(Duration.ofMillis(200));
    }

    private ReplayReader watched(ReplayReaderBuilder builder) {
        ReplayReader reader = builder.build();
        new ReplayMeters(reader).bindTo(registry);
        new PoisonMeters(reader).bindTo(registry);
        reader.start();
        reader.awaitCaughtUp(Duration.ofSeconds(60));
        return reader;
    }

    @Test
    @DisplayName("ME-01: what is read moves the meters of reading, by size and by whether it can be read")
    void readingIsMeasured() {
        try (Topic topic = new Topic(kafka, "measured")) {
            topic.create(1);
            topic.send(0, "old", 3);
            try (ReplayReader reader = watched(builder(topic))) {
                assertThat(reader.stats().records()).isEqualTo(3);
                double looks = sum("dashstream.replay.identity.checks");
                topic.send(0, "new", 10);

                // The last that a record moves; each of the others has moved when it has.
                eventually().until(() -> sum("dashstream.replay.ingest.new.records") == 10);
                assertThat(sum("dashstream.replay.ingest.records")).isEqualTo(13);
                assertThat(sum("dashstream.replay.ingest")).isEqualTo(13 * "new-0".length());
                eventually().until(() -> sum("dashstream.replay.identity.checks") > looks);
                assertThat(sum("dashstream.replay.reader.live")).isEqualTo(1);
                assertThat(sum("dashstream.replay.reader.catching.up")).isZero();
                assertThat(sum("dashstream.replay.identity.check.failures")).isZero();
                assertThat(sum("dashstream.replay.reader.failures")).isZero();
            }
        }
    }

    @Test
    @DisplayName("ME-01: a broker that hangs moves the meters of looking, and what is known gets older")
    void aHangingBrokerIsMeasured() {
        try (Topic topic = new Topic(kafka, "hanging")) {
            topic.create(1);
            try (ReplayReader reader = watched(builder(topic))) {
                kafka.pause();
                try {
                    eventually().until(() -> sum("dashstream.replay.identity.check.failures") > 0);
                    // While the broker answers, the ends are looked at five times a second.
                    eventually().until(() -> sum("dashstream.consumer.lag.age") > 2);
                    eventually().until(() -> sum("dashstream.replay.reader.live") == 0);
                } finally {
                    kafka.resume();
                }
                eventually().until(() -> sum("dashstream.replay.reader.live") == 1);
                eventually().until(() -> sum("dashstream.consumer.lag.age") < 1);
                assertThat(reader.status().phase()).isEqualTo(ReaderStatus.Phase.LIVE);
            }
        }
    }

    @Test
    @DisplayName("ME-01: a store that fails by a bug is a failure of the reader, which begins again and misses nothing")
    void aBugIsMeasured() {
        Fragile store = new Fragile();
        try (Topic topic = new Topic(kafka, "buggy")) {
            topic.create(1);
            try (ReplayReader reader = watched(builder(topic).store(store).coldTier(false))) {
                store.broken.set(true);
                topic.send(0, "lost", 5);
                eventually().until(() -> sum("dashstream.replay.reader.failures") > 0);
                store.broken.set(false);

                eventually().until(() -> reader.stats().positions().getOrDefault(0, 0L) == 5);
                assertThat(sum("dashstream.replay.ingest.records")).isEqualTo(5);
                assertThat(sum("dashstream.replay.ingest.gaps")).isZero();
            }
        }
    }

    @Test
    @DisplayName("ME-13: what fifty slow clients miss is theirs and no loss of the stream")
    void slowClientsAreNoLossOfTheStream() {
        int clients = 50;
        try (Topic topic = new Topic(kafka, "slow")) {
            topic.create(1);
            InMemoryReplayStore small = new InMemoryReplayStore(new MemoryBounds(16, 1 << 20, Duration.ofDays(1)));
            try (ReplayReader reader = watched(builder(topic).store(small).coldTier(false));
                    SessionHub hub = SessionHub.builder(reader.store()).build()) {
                new SessionMeters(hub).bindTo(registry);
                AtomicBoolean ready = new AtomicBoolean(true);
                AtomicInteger live = new AtomicInteger();
                List<Conversation> slow = new ArrayList<>();
                for (int client = 0; client < clients; client++) {
                    slow.add(open(hub, new Moody(ready, live), client));
                }
                eventually().until(() -> live.get() == clients);
                ready.set(false);
                topic.send(0, "unseen", 500);
                eventually().until(() -> sum("dashstream.replay.ingest.records") == 500);
                ready.set(true);
                topic.send(0, "seen", 1);

                eventually()
                        .untilAsserted(() -> assertThat(sum("websocket.gaps")).isGreaterThanOrEqualTo(clients));
                assertThat(sum("websocket.missing.offsets")).isPositive();
                assertThat(sum("dashstream.replay.ingest.gaps")).isZero();
                assertThat(sum("dashstream.replay.ingest.missing.offsets")).isZero();
                slow.forEach(Conversation::onClosed);
            }
        }
    }

    private static Conversation open(SessionHub hub, Moody transport, int client) {
        ClientIdentity identity = ClientIdentity.anonymous("192.0.2." + client, AccessGrant.everything());
        Opening.Opened opened = (Opening.Opened) hub.open(Dialect.V1, identity, transport);
        opened.conversation().onText("{\"type\":\"resume\",\"mode\":\"partition\",\"from\":\"latest\"}");
        return opened.conversation();
    }

    /** All series of a meter together. */
    private double sum(String name) {
        return registry.get(name).meters().stream()
                .map(Meter::measure)
                .mapToDouble(measurements -> measurements.iterator().next().getValue())
                .sum();
    }

    /** Takes frames at once, when it takes any, and counts those clients that were told they are live. */
    private record Moody(AtomicBoolean ready, AtomicInteger live) implements SessionTransport {

        @Override
        public CompletionStage<Void> send(String text) {
            if (text.contains("\"replay_complete\"")) {
                live.incrementAndGet();
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> send(ByteBuffer binary) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean isReady() {
            return ready.get();
        }

        @Override
        public void close(int code, String reason) {
            // Nothing is open.
        }
    }

    /** Has a bug that can be switched on. */
    private static final class Fragile extends DelegatingStore {

        private final AtomicBoolean broken = new AtomicBoolean();

        Fragile() {
            super(new InMemoryReplayStore());
        }

        @Override
        public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
            if (broken.get() && !batches.isEmpty()) {
                throw new IllegalStateException("a bug");
            }
            return super.append(epoch, batches);
        }
    }
}
