package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.StartFrom;
import io.dashstream.replay.store.DelegatingStore;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** CF-07: what a variable sets is seen in what the reader does, and not only in what it says of itself. */
class SettingsEffectIT extends ReaderFixture {

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

    @Override
    EmbeddedKafka kafka() {
        return kafka;
    }

    private static ReplayReaderBuilder with(Topic topic, String... variables) {
        Map<String, String> environment =
                new HashMap<>(Map.of("KAFKA_BROKERS", kafka.bootstrapServers(), "KAFKA_TOPIC", topic.name()));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return ReplayReader.builder().environment(environment);
    }

    private ReplayReader caughtUp(ReplayReaderBuilder builder) {
        ReplayReader reader = started(builder);
        reader.awaitCaughtUp(LIMIT);
        return reader;
    }

    private Topic filled(TestInfo test, int records, int bytes) {
        Topic topic = topic(test);
        topic.create(1);
        for (int i = 0; i < records; i++) {
            topic.send(0, new byte[bytes]);
        }
        topic.flush();
        return topic;
    }

    @Test
    @DisplayName("DASHSTREAM_START_AT: at the end, what was there is not read")
    void startAt(TestInfo test) {
        Topic topic = filled(test, 5, 1);
        assertThat(caughtUp(with(topic)).stats().records()).isEqualTo(5);
        assertThat(caughtUp(with(topic, "DASHSTREAM_START_AT", "LATEST"))
                        .stats()
                        .records())
                .isZero();
    }

    @Test
    @DisplayName("DASHSTREAM_RESET_GENERATION: another generation is another epoch")
    void resetGeneration(TestInfo test) {
        ReplayReader reader = caughtUp(with(filled(test, 1, 1), "DASHSTREAM_RESET_GENERATION", "7"));
        assertThat(reader.stats().epoch().orElseThrow().resetGeneration()).isEqualTo(7);
    }

    @Test
    @DisplayName(
            "DASHSTREAM_IDENTITY_CHECK_INTERVAL_MS: who looks ten times a second looks more than who does once a minute")
    void identityCheckInterval(TestInfo test) {
        Topic topic = filled(test, 1, 1);
        ReplayReader slow = caughtUp(with(topic, "DASHSTREAM_IDENTITY_CHECK_INTERVAL_MS", "60000"));
        ReplayReader quick = caughtUp(with(topic, "DASHSTREAM_IDENTITY_CHECK_INTERVAL_MS", "100"));
        eventually().until(() -> quick.stats().looks() >= 20);
        assertThat(slow.stats().looks()).isLessThan(15);
    }

    @Test
    @DisplayName("DASHSTREAM_MAX_MESSAGE_BYTES: a message that is larger can't be read")
    void maxMessageBytes(TestInfo test) {
        Topic topic = topic(test);
        topic.create(1);
        topic.send(0, Poison.oversized(2_000));
        topic.flush();
        assertThat(caughtUp(with(topic)).stats().readability()).containsEntry(Readability.OVERSIZED, 0L);
        assertThat(caughtUp(with(topic, "DASHSTREAM_MAX_MESSAGE_BYTES", "1024"))
                        .stats()
                        .readability())
                .containsEntry(Readability.OVERSIZED, 1L);
    }

    @Test
    @DisplayName("DASHSTREAM_MEMORY_RECORDS, _BYTES and _AGE_MS: each bounds what memory keeps")
    void memory(TestInfo test) {
        Topic topic = filled(test, 10, 100);
        ReplayReader records = caughtUp(with(topic, "DASHSTREAM_MEMORY_RECORDS", "3"));
        ReplayReader bytes = caughtUp(with(topic, "DASHSTREAM_MEMORY_BYTES", "450"));
        ReplayReader age = caughtUp(with(topic, "DASHSTREAM_MEMORY_AGE_MS", "1"));
        assertThat(records.memoryStats().orElseThrow().records()).isEqualTo(3);
        assertThat(bytes.memoryStats().orElseThrow().bytes()).isEqualTo(400);
        eventually().until(() -> age.memoryStats().orElseThrow().records() == 0);
    }

    @Test
    @DisplayName("DASHSTREAM_COLD_TIER: without it Kafka is not read back")
    void coldTier(TestInfo test) {
        Topic topic = filled(test, 1, 1);
        assertThat(caughtUp(with(topic)).coldStats()).isPresent();
        assertThat(caughtUp(with(topic, "DASHSTREAM_COLD_TIER", "false")).coldStats())
                .isEmpty();
    }

    @Test
    @DisplayName("DASHSTREAM_COLD_CONSUMERS: so many threads read back from Kafka, and no more")
    void coldConsumers(TestInfo test) {
        Set<Thread> before = threads("dashstream-replay-cold-");
        ReplayReader reader = forgetful(filled(test, 6_000, 1_000), "DASHSTREAM_COLD_CONSUMERS", "3");
        replayFromEverywhere(reader, 10, 600)
                .forEach(client -> eventually().until(() -> !client.records().isEmpty()));
        Set<Thread> own = threads("dashstream-replay-cold-");
        own.removeAll(before);
        assertThat(own).hasSize(3);
    }

    @Test
    @DisplayName("DASHSTREAM_COLD_MAX_QUEUED: more reads than may wait are refused as busy, and tried again")
    void coldMaxQueued(TestInfo test) {
        ReplayReader reader = forgetful(
                filled(test, 6_000, 1_000), "DASHSTREAM_COLD_CONSUMERS", "1", "DASHSTREAM_COLD_MAX_QUEUED", "1");
        List<Client> clients = replayFromEverywhere(reader, 10, 600);
        clients.forEach(client -> eventually().until(() -> !client.records().isEmpty()));
        assertThat(reader.coldStats().orElseThrow().busy()).isPositive();
    }

    @Test
    @DisplayName("DASHSTREAM_COLD_CACHE_BYTES: no more than that is kept of what was read back")
    void coldCache(TestInfo test) {
        ReplayReader reader = forgetful(filled(test, 4_000, 1_000));
        Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        eventually().until(() -> client.records().size() == 4_000);
        assertThat(reader.coldStats().orElseThrow().chunkMisses()).isGreaterThan(6);
        eventually()
                .untilAsserted(() -> assertThat(reader.coldStats().orElseThrow().cachedChunks())
                        .isLessThan(3));
    }

    /** A reader that keeps one record in memory and little of what is read back, so that nearly all is read back each time. */
    private ReplayReader forgetful(Topic topic, String... variables) {
        return caughtUp(with(
                topic,
                Stream.concat(
                                Stream.of("DASHSTREAM_MEMORY_RECORDS", "1", "DASHSTREAM_COLD_CACHE_BYTES", "1048576"),
                                Stream.of(variables))
                        .toArray(String[]::new)));
    }

    private static List<Client> replayFromEverywhere(ReplayReader reader, int clients, long apart) {
        Cursor start = Cursor.of(reader.stats().epoch().orElseThrow(), Map.of());
        return IntStream.range(0, clients)
                .mapToObj(client -> Client.of(
                        reader, ResumeRequest.from(StartFrom.cursor(start.with(0, Position.at(client * apart))))))
                .toList();
    }

    @Test
    @DisplayName("DASHSTREAM_SESSION_THREADS: so many threads serve the reader's own sessions")
    void sessionThreads(TestInfo test) {
        Set<Thread> before = threads("dashstream-sessions-");
        ReplayReader reader = caughtUp(with(filled(test, 100, 1), "DASHSTREAM_SESSION_THREADS", "5"));
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(Client.of(reader, ResumeRequest.from(StartFrom.earliest())));
        }
        clients.forEach(client -> eventually().until(() -> client.records().size() == 100));
        Set<Thread> own = threads("dashstream-sessions-");
        own.removeAll(before);
        assertThat(own).hasSize(5);
    }

    private static Set<Thread> threads(String prefix) {
        Set<Thread> found = new HashSet<>();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .forEach(found::add);
        return found;
    }

    @Test
    @DisplayName("DASHSTREAM_POISON_POLICY: a partition waits in front of what can't be read")
    void poisonPolicy(TestInfo test) {
        Topic topic = poisoned(test);
        ReplayReader reader = started(with(topic, "DASHSTREAM_POISON_POLICY", "PAUSE"));
        eventually().until(() -> reader.stats().poison().held().containsKey(0));
    }

    private Topic poisoned(TestInfo test) {
        Topic topic = topic(test);
        topic.create(1);
        for (int i = 0; i < 5; i++) {
            topic.send(0, Poison.BAD_FIRST_BYTE.value());
        }
        topic.flush();
        return topic;
    }

    @Test
    @DisplayName("DASHSTREAM_DEAD_LETTER_TOPIC, _HEAD_BYTES, _PAYLOAD_BYTES: where letters go, and how much is in them")
    void letters(TestInfo test) {
        kafka.createTopic("letters-by-variable", 1);
        Topic topic = poisoned(test);
        ReplayReader reader = caughtUp(with(
                topic,
                "DASHSTREAM_DEAD_LETTER_TOPIC",
                "letters-by-variable",
                "DASHSTREAM_DEAD_LETTER_HEAD_BYTES",
                "3",
                "DASHSTREAM_DEAD_LETTER_PAYLOAD_BYTES",
                "1000"));
        eventually().until(() -> reader.stats().poison().letters() == 5);
        ReplayReader letters = started(builder(topic("letters-by-variable")));
        letters.awaitCaughtUp(LIMIT);
        Client client = Client.of(letters, ResumeRequest.from(StartFrom.earliest()));
        eventually().until(() -> client.values().size() == 5);
        JsonNode letter = StrictJson.parse(client.values().get(0));
        assertThat(letter.get("headHex").textValue()).hasSize(6);
        assertThat(letter.has("payloadBase64")).isTrue();
    }

    @Test
    @DisplayName("DASHSTREAM_DEAD_LETTER_MAX_IN_FLIGHT: more letters than may be on their way are not written")
    void lettersInFlight(TestInfo test) {
        ReplayReader reader = caughtUp(with(
                poisoned(test),
                "DASHSTREAM_DEAD_LETTER_TOPIC",
                "no-such-topic",
                "DASHSTREAM_DEAD_LETTER_MAX_IN_FLIGHT",
                "1"));
        eventually()
                .until(() ->
                        reader.stats().poison().letterFailures().getOrDefault(DeadLetterFailure.OVERFLOW, 0L) == 4);
    }

    @Test
    @DisplayName("DASHSTREAM_DEAD_LETTER_TIMEOUT_MS, _ON_FAILURE: how long a letter is tried, and what is done then")
    void letterTimeout(TestInfo test) {
        Topic topic = poisoned(test);
        String[] patient = {
            "DASHSTREAM_DEAD_LETTER_TOPIC", "no-such-topic", "DASHSTREAM_DEAD_LETTER_TIMEOUT_MS", "300000"
        };
        ReplayReader slow = caughtUp(with(topic, patient));
        ReplayReader quick = started(with(
                topic,
                "DASHSTREAM_DEAD_LETTER_TOPIC",
                "no-such-topic",
                "DASHSTREAM_DEAD_LETTER_TIMEOUT_MS",
                "200",
                "DASHSTREAM_DEAD_LETTER_ON_FAILURE",
                "WAIT"));
        eventually().until(() -> failures(quick) > 0);
        assertThat(quick.stats().positions().getOrDefault(0, 0L)).isZero();
        assertThat(failures(slow)).isZero();
        assertThat(slow.stats().positions()).containsEntry(0, 5L);
    }

    private static long failures(ReplayReader reader) {
        return reader.stats().poison().letterFailures().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    @DisplayName("DASHSTREAM_MIDDLE_STORE_TIMEOUT_MS: who waits shorter for a store that hangs gives up more often")
    void middleStoreTimeout(TestInfo test) {
        Topic topic = filled(test, 10, 1);
        ReplayReader patient = hanging(topic, "60000");
        ReplayReader quick = hanging(topic, "10");
        eventually().pollInterval(Duration.ofMillis(200)).until(() -> {
            // It is asked once it has been filled.
            Client.of(patient, ResumeRequest.from(StartFrom.earliest()));
            Client.of(quick, ResumeRequest.from(StartFrom.earliest()));
            return quick.middleStats().orElseThrow().readFailures() > 0;
        });
        assertThat(patient.middleStats().orElseThrow().readFailures()).isZero();
    }

    /** A reader with one record in memory and a middle store that does not answer. */
    private ReplayReader hanging(Topic topic, String timeout) {
        return caughtUp(with(topic, "DASHSTREAM_MEMORY_RECORDS", "1", "DASHSTREAM_MIDDLE_STORE_TIMEOUT_MS", timeout)
                .middleStore(new MuteStore(new InMemoryReplayStore())));
    }

    private static final class MuteStore extends DelegatingStore {

        MuteStore(ReplayStore real) {
            super(real);
        }

        @Override
        public CompletionStage<ReadResult> read(ReadRequest request) {
            return new CompletableFuture<>();
        }
    }
}
