package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.core.json.StrictJson;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.replay.reader.PoisonStats.Held;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.StartFrom;
import io.dashstream.replay.store.Readability;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** KA-04, KA-08 against a real broker. */
class PoisonIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.builder()
                .property("auto.create.topics.enable", "false")
                .start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    @DisplayName("KA-04: skip stores every kind of poison in its place, and tells history from news")
    void skip() {
        try (Topic topic = topic("skip");
                ReplayReader reader = reader(topic).build()) {
            sendAllKinds(topic);
            reader.start();
            reader.awaitCaughtUp(LIMIT);
            assertThat(reader.stats().unreadable()).isEqualTo(Poison.values().length);
            assertThat(reader.stats().poison().newUnreadable()).isZero();
            sendAllKinds(topic);
            eventually()
                    .untilAsserted(() ->
                            assertThat(reader.stats().poison().newUnreadable()).isEqualTo(Poison.values().length));
            Map<Readability, Long> expected = new TreeMap<>();
            Stream.of(Poison.values()).forEach(kind -> expected.merge(kind.readability(), 2L, Long::sum));
            assertThat(reader.stats().readability()).containsAllEntriesOf(expected);
        }
    }

    @Test
    @DisplayName("KA-04: pause stops one partition and lets it go on when it is told to")
    void pause() {
        try (Topic topic = topic("pause");
                ReplayReader reader =
                        reader(topic).poisonPolicy(PoisonPolicy.PAUSE).build()) {
            reader.start();
            topic.send(0, Poison.readable());
            topic.send(0, Poison.BAD_ZSTD.value());
            topic.send(0, Poison.readable());
            topic.flush();
            Map<Integer, Held> held = Map.of(0, new Held(1, Readability.UNDECODABLE));
            eventually()
                    .untilAsserted(
                            () -> assertThat(reader.stats().poison().held()).isEqualTo(held));
            topic.send(1, Poison.readable());
            topic.flush();
            eventually()
                    .untilAsserted(() -> assertThat(reader.stats().positions()).isEqualTo(Map.of(0, 1L, 1, 1L)));
            assertThat(reader.stats().poison().held()).isEqualTo(held);

            assertThat(reader.pass(0, 1)).isTrue();
            eventually()
                    .untilAsserted(() -> assertThat(reader.stats().positions()).isEqualTo(Map.of(0, 3L, 1, 1L)));
            assertThat(reader.stats().poison().held()).isEmpty();
            assertThat(reader.stats().unreadable()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("KA-08: a letter of each record is in the dead-letter topic, without its secrets")
    void letters() {
        kafka.createTopic("letters-of-letters", 1);
        try (Topic topic = topic("letters");
                ReplayReader reader = reader(topic)
                        .deadLetters(DeadLetterSettings.bestEffort("letters-of-letters"))
                        .build();
                ReplayReader letters = ReplayReader.builder()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic("letters-of-letters")
                        .build()) {
            sendAllKinds(topic);
            reader.start();
            letters.start();
            eventually()
                    .untilAsserted(
                            () -> assertThat(reader.stats().poison().letters()).isEqualTo(Poison.values().length));
            eventually()
                    .untilAsserted(() -> assertThat(letters.stats().records()).isEqualTo(Poison.values().length));
            Client client = Client.of(letters, ResumeRequest.from(StartFrom.earliest()));
            eventually().untilAsserted(() -> assertThat(client.values()).hasSize(Poison.values().length));
            assertThat(client.values()).allSatisfy(letter -> {
                assertThat(letter).doesNotContain(Poison.SECRET);
                assertThat(letter.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(10_000);
            });
            assertThat(client.values())
                    .extracting(letter -> StrictJson.parse(letter).get("offset").textValue())
                    .containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5", "6");
        }
    }

    @Test
    @DisplayName("KA-08: without its topic, fail-closed holds the position and best effort does not")
    void missingLetterTopic() {
        Duration patience = Duration.ofMillis(500);
        try (Topic topic = topic("closed");
                ReplayReader closed = reader(topic)
                        .deadLetters(DeadLetterSettings.failClosed("later").withInFlight(10, patience))
                        .build();
                ReplayReader open = reader(topic)
                        .deadLetters(DeadLetterSettings.bestEffort("never").withInFlight(10, patience))
                        .build()) {
            topic.send(0, Poison.readable());
            topic.send(0, Poison.EMPTY.value());
            topic.flush();
            closed.start();
            open.start();
            eventually().untilAsserted(() -> assertThat(failures(open)).isEqualTo(1));
            assertThat(open.stats().positions()).containsEntry(0, 2L);
            eventually().untilAsserted(() -> assertThat(failures(closed)).isPositive());
            assertThat(closed.stats().positions()).containsEntry(0, 1L);

            kafka.createTopic("later", 1);
            eventually()
                    .untilAsserted(() -> assertThat(closed.stats().positions()).containsEntry(0, 2L));
            assertThat(closed.stats().poison().letters()).isEqualTo(1);
        }
    }

    private static long failures(ReplayReader reader) {
        return reader.stats().poison().letterFailures().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static void sendAllKinds(Topic topic) {
        for (Poison kind : Poison.values()) {
            topic.send(0, kind.value());
        }
        topic.flush();
    }

    private static Topic topic(String name) {
        Topic topic = new Topic(kafka, name);
        topic.create(2);
        return topic;
    }

    private static ReplayReaderBuilder reader(Topic topic) {
        return ReplayReader.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic.name())
                .maxMessageBytes(ScriptedCluster.MAX_MESSAGE_BYTES);
    }

    private static ConditionFactory eventually() {
        return await().atMost(LIMIT).pollInterval(Duration.ofMillis(20));
    }
}
