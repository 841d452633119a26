package io.dashstream.replay.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.kafka.embedded.KafkaProcess;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.kafka.KafkaClients;
import io.dashstream.replay.kafka.TopicAdmin;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reading back from a real broker that hangs. */
class ColdOutageIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int RECORDS = 20_000;
    private static final int PAGES = 30;

    @Test
    @DisplayName("Kafka away: cold pages fail at once after two time-outs, each is counted, and go on when it is back")
    void coldPagesDoNotEachWaitForABrokerThatHangs() {
        try (KafkaProcess kafka = KafkaProcess.builder().start()) {
            kafka.createTopic("cold", 1);
            fill(kafka);
            KafkaClients clients = new KafkaClients(kafka.bootstrapServers(), Map.of(), "cold");
            try (KafkaReplayStore store =
                    new KafkaReplayStore(clients, 1 << 20, new ColdReadSettings(2, 256, 64 << 20, TIMEOUT))) {
                Epoch epoch = epoch(clients);
                store.open(epoch, Map.of(0, new LogExtent(0, RECORDS)));
                store.append(epoch, List.of(new PartitionBatch.Consumed(0, 0, RECORDS, List.of())));
                assertThat(read(store, epoch, 0)).isInstanceOf(Page.class);

                assertThat(store.stats().isAnswering()).isTrue();

                kafka.pause();
                for (int i = 0; i < GuardedColdLog.FAILURES_TO_OPEN; i++) {
                    assertThat(read(store, epoch, RECORDS / 2)).isInstanceOf(Unavailable.class);
                }
                long failed = store.stats().failures();
                long since = System.nanoTime();
                for (int page = 0; page < PAGES; page++) {
                    assertThat(read(store, epoch, RECORDS / 2)).isInstanceOf(Unavailable.class);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - since))
                        .as("%d pages", PAGES)
                        .isLessThan(TIMEOUT.multipliedBy(PAGES / 3));
                assertThat(store.stats().failures()).isEqualTo(failed + PAGES);
                assertThat(store.stats().isAnswering()).isFalse();

                kafka.resume();
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(read(store, epoch, RECORDS / 2))
                                .isInstanceOfSatisfying(
                                        Page.class,
                                        page -> assertThat(page.records()).hasSize(100)));
                assertThat(store.stats().isAnswering()).isTrue();
            }
        }
    }

    private static ReadResult read(KafkaReplayStore store, Epoch epoch, long offset) {
        return store.read(ReadRequest.first(
                        Cursor.of(epoch, Map.of(0, Position.at(offset))), new PageLimits(100, 1 << 20)))
                .toCompletableFuture()
                .join();
    }

    private static Epoch epoch(KafkaClients clients) {
        try (TopicAdmin admin = clients.topicAdmin()) {
            return admin.describe().join().identity().epoch(0);
        }
    }

    private static void fill(KafkaProcess kafka) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                sent.add(producer.send(new ProducerRecord<>("cold", 0, null, new byte[100])));
            }
            producer.flush();
            assertThat(sent).allMatch(Future::isDone);
        }
    }
}
