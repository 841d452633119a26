package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.session.ResetReason;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionSignal.CursorReset;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.session.StartFrom;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The reader against a real broker. */
class ReplayReaderIT extends ReaderFixture {

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.builder()
                .property("file.delete.delay.ms", "100")
                .property("auto.create.topics.enable", "true")
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

    @Test
    @DisplayName("KA-03: all partitions are read, and those added later from their beginning")
    void readsAllPartitionsAlsoAddedOnes(TestInfo test) throws Exception {
        Topic topic = topic(test);
        topic.create(10);
        IntStream.range(0, 10).forEach(partition -> topic.send(partition, "p" + partition, 20));
        ReplayReader reader = started(builder(topic));
        CatchUp reached = reader.awaitCaughtUp(LIMIT);
        assertThat(reached.target().values()).hasSize(10).containsOnly(20L);
        Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        eventually()
                .untilAsserted(
                        () -> assertThat(client.all(ReplayComplete.class)).hasSize(1));
        assertThat(client.records()).hasSize(200);

        topic.growTo(15);
        IntStream.range(10, 15).forEach(partition -> topic.send(partition, "p" + partition, 20));
        eventually().untilAsserted(() -> assertThat(client.records()).hasSize(300));
        assertThat(client.values()).doesNotHaveDuplicates();
        assertThat(client.all(GapNotice.class)).isEmpty();
        assertThat(client.all(CursorReset.class)).isEmpty();
        assertThat(reader.stats().gaps()).isZero();
        eventuallyCounts(reader, 300);
    }

    @Test
    @DisplayName("KA-11: a missing topic is a status, and is not created by reading")
    void missingTopicIsNotCreated(TestInfo test) throws Exception {
        Topic topic = topic(test);
        ReplayReader reader = started(builder(topic));
        eventually().untilAsserted(() -> assertThat(reader.status().phase()).isEqualTo(Phase.TOPIC_MISSING));
        assertThat(reader.status().detail())
                .hasValueSatisfying(detail -> assertThat(detail).contains(topic.name()));
        long looks = reader.stats().looks();
        eventually().until(() -> reader.stats().looks() > looks + 2);
        try (Admin admin = kafka.openAdmin()) {
            assertThat(admin.listTopics().names().get()).doesNotContain(topic.name());
        }
        // A look that took too long would be another status for a while.
        eventually()
                .untilAsserted(() -> assertThatThrownBy(() -> reader.awaitCaughtUp(Duration.ofMillis(50)))
                        .isInstanceOf(ReplayException.class)
                        .hasMessageContaining("TOPIC_MISSING"));

        topic.create(1);
        topic.send(0, "late", 3);
        eventuallyCounts(reader, 3);
    }

    @Test
    @DisplayName("S9, KA-06: aborted and committed transactions leave no false gap, and no aborted record")
    void transactionsAreNoGaps(TestInfo test) {
        Topic topic = topic(test);
        topic.create(1);
        topic.transaction("a", true, 0, "first", 2);
        topic.transaction("b", false, 0, "aborted", 3);
        topic.send(0, "plain", 1);
        topic.transaction("c", false, 0, "aborted too", 2);

        ReplayReader reader = started(builder(topic));
        CatchUp reached = reader.awaitCaughtUp(LIMIT);
        // 2 + marker, 3 + marker, 1, 2 + marker
        assertThat(reached.target()).isEqualTo(new TreeMap<>(Map.of(0, 11L)));
        Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        eventually()
                .untilAsserted(
                        () -> assertThat(client.all(ReplayComplete.class)).hasSize(1));
        assertThat(client.values()).containsExactly("first-0", "first-1", "plain-0");
        assertThat(client.all(ReplayComplete.class).get(0).gaps()).isZero();
        assertThat(reader.stats().gaps()).isZero();

        topic.transaction("d", false, 0, "aborted again", 4);
        topic.transaction("e", true, 0, "last", 1);
        eventually().untilAsserted(() -> assertThat(client.values()).contains("last-0"));
        eventually().untilAsserted(() -> assertThat(reader.stats().positions()).containsEntry(0, 18L));
        assertThat(client.values()).noneMatch(value -> value.startsWith("aborted"));
        assertThat(client.all(GapNotice.class)).isEmpty();
    }

    @Test
    @DisplayName("an open transaction holds reading back, and is not taken for an end or a gap")
    void openTransactionIsWaitedFor(TestInfo test) {
        Topic topic = topic(test);
        topic.create(1);
        try (Producer<String, byte[]> transaction = topic.openTransaction("open", 0, "pending", 2)) {
            topic.send(0, "behind", 1);
            ReplayReader reader = started(builder(topic));
            reader.awaitCaughtUp(LIMIT);
            assertThat(reader.stats().records()).isZero();
            transaction.commitTransaction();
            eventuallyCounts(reader, 3);
            assertThat(reader.stats().gaps()).isZero();
        }
    }

    @Test
    @DisplayName("KA-06, B8: what Kafka drops while the reader is away is a gap with its exact range")
    void retentionWhileAwayIsAnExactGap(TestInfo test) throws Exception {
        Topic topic = topic(test);
        topic.create(1);
        topic.send(0, "old", 100);
        GatedStore store = new GatedStore(new InMemoryReplayStore());
        ReplayReader first = started(builder(topic).store(store));
        first.awaitCaughtUp(LIMIT);
        first.close();

        topic.send(0, "new", 100);
        topic.deleteRecordsBefore(0, 150);
        ReplayReader second = started(builder(topic).store(store));
        second.awaitCaughtUp(LIMIT);
        Client client = Client.of(second, ResumeRequest.from(StartFrom.earliest()));
        eventually()
                .untilAsserted(
                        () -> assertThat(client.all(ReplayComplete.class)).hasSize(1));
        assertThat(client.all(GapNotice.class))
                .extracting(GapNotice::gap)
                .containsExactly(new Gap(0, 100, 150, GapReason.INGEST_GAP));
        assertThat(client.records())
                .as("what the store outlives Kafka with is still exact")
                .hasSize(150);
        assertThat(second.stats().gaps()).isEqualTo(1);
        assertThat(second.stats().missingOffsets()).isEqualTo(50);
        assertThat(second.stats().records()).as("nothing is read twice").isEqualTo(50);
    }

    @Test
    @DisplayName("KA-06: what Kafka drops while the reader lags is a gap with its exact range, not a jump")
    void retentionWhileLaggingIsAnExactGap(TestInfo test) throws Exception {
        Topic topic = topic(test);
        topic.create(2);
        topic.send(0, "old", 10);
        GatedStore store = new GatedStore(new InMemoryReplayStore());
        ReplayReader reader = started(builder(topic)
                .store(store)
                .kafkaProperties(Map.of("max.partition.fetch.bytes", "1", "fetch.max.bytes", "1")));
        reader.awaitCaughtUp(LIMIT);
        Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        store.shut();
        topic.send(0, "held", 1);
        eventually().until(store::holdsTheReader);
        // Each of these is a batch of its own, so the consumer has fetched few of them ahead.
        for (int i = 0; i < 100; i++) {
            topic.send(0, "new" + i, 1);
        }
        topic.deleteRecordsBefore(0, 90);
        store.open();
        eventually().untilAsserted(() -> assertThat(client.values()).contains("new99-0"));
        List<Gap> gaps =
                client.all(GapNotice.class).stream().map(GapNotice::gap).toList();
        assertThat(gaps).hasSize(1);
        Gap gap = gaps.get(0);
        assertThat(gap.to()).isEqualTo(90);
        assertThat(gap.reason()).isEqualTo(GapReason.INGEST_GAP);
        assertThat(client.records())
                .extracting(StoredRecord::offset)
                .containsExactlyElementsOf(IntStream.range(0, 111)
                        .filter(offset -> offset < gap.from() || offset >= 90)
                        .mapToObj(Long::valueOf)
                        .toList());
        assertThat(reader.stats().missingOffsets()).isEqualTo(gap.maxLost());
    }

    @Test
    @DisplayName("M-706, KA-01: a topic recreated with more partitions is announced, and the new one is read in full")
    void m706_recreatedWithMorePartitions(TestInfo test) {
        Topic topic = topic(test);
        topic.create(1);
        topic.send(0, "old", 50);
        ReplayReader reader = started(builder(topic));
        CatchUp before = reader.awaitCaughtUp(LIMIT);
        Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        eventually().untilAsserted(() -> assertThat(client.records()).hasSize(50));

        topic.recreate(2);
        topic.send(0, "new", 20);
        topic.send(1, "other", 5);
        eventually().untilAsserted(() -> assertThat(afterReset(client)).hasSize(25));
        assertThat(reader.stats().epoch()).isNotEqualTo(before.epoch());
        assertThat(reader.stats().epochs()).isEqualTo(2);
        assertThat(afterReset(client)).allMatch(value -> value.startsWith("new") || value.startsWith("other"));
    }

    @Test
    @DisplayName("KA-05: a restarted reader goes on behind what its store has, repeating and skipping nothing")
    void restartGoesOn(TestInfo test) {
        Topic topic = topic(test);
        topic.create(3);
        GatedStore store = new GatedStore(new InMemoryReplayStore());
        long read = 0;
        for (int round = 0; round < 3; round++) {
            for (int partition = 0; partition < 3; partition++) {
                topic.send(partition, "r" + round + "p" + partition, 30);
            }
            ReplayReader reader = started(builder(topic).store(store));
            reader.awaitCaughtUp(LIMIT);
            read += reader.stats().records();
            if (round == 2) {
                Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
                eventually().untilAsserted(() -> assertThat(client.records()).hasSize(270));
                assertThat(client.all(GapNotice.class)).isEmpty();
            }
            reader.close();
        }
        assertThat(read).isEqualTo(270);
    }

    @Test
    @DisplayName("what a store did not take is read again")
    void failedAppendsAreRepeated(TestInfo test) {
        Topic topic = topic(test);
        topic.create(1);
        GatedStore store = new GatedStore(new InMemoryReplayStore());
        ReplayReader reader = started(builder(topic).store(store));
        reader.awaitCaughtUp(LIMIT);
        Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        store.failNext(3);
        topic.send(0, "value", 40);
        eventually().untilAsserted(() -> assertThat(client.records()).hasSize(40));
        assertThat(client.values()).doesNotHaveDuplicates();
        eventuallyCounts(reader, 40);
        assertThat(reader.stats().appendFailures()).isEqualTo(3);
    }

    @Test
    @DisplayName("KA-04: values that can't be read are kept in their place, flagged and counted")
    void poisonIsKeptFlaggedAndCounted(TestInfo test) {
        Topic topic = topic(test);
        topic.create(1);
        byte[] notZstd = {1, 2, 3, 4};
        byte[] notProtobuf = {0, (byte) 0xff, (byte) 0xff};
        byte[] unknownByte = "hello".getBytes(StandardCharsets.UTF_8);
        topic.send(0, (byte[]) null);
        topic.send(0, new byte[0]);
        topic.send(0, notZstd);
        topic.send(0, notProtobuf);
        topic.send(0, unknownByte);
        topic.flush();
        ReplayReader reader = started(builder(topic));
        reader.awaitCaughtUp(LIMIT);
        Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        eventually().untilAsserted(() -> assertThat(client.records()).hasSize(5));
        assertThat(client.records())
                .extracting(record -> record.label().readability())
                .containsExactly(
                        Readability.NO_VALUE,
                        Readability.UNDECODABLE,
                        Readability.UNDECODABLE,
                        Readability.UNDECODABLE,
                        Readability.UNDECODABLE);
        assertThat(client.records().get(2).copyOfValue()).isEqualTo(notZstd);
        assertThat(client.records().get(4).copyOfValue()).isEqualTo(unknownByte);
        assertThat(reader.stats().unreadable()).isEqualTo(5);
        assertThat(reader.stats().readability().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(reader.stats().records());
    }

    @Test
    void startAtLatestReadsOnlyWhatIsNew(TestInfo test) {
        Topic topic = topic(test);
        topic.create(1);
        topic.send(0, "old", 50);
        ReplayReader reader = started(builder(topic).startAt(StartPosition.LATEST));
        reader.awaitCaughtUp(LIMIT);
        topic.send(0, "new", 5);
        eventuallyCounts(reader, 5);
        assertThat(reader.stats().gaps()).isZero();
    }

    @Test
    @DisplayName("KA-02: two readers see everything, call it by the same epoch, and take each other's cursors")
    void readersAreInterchangeable(TestInfo test) {
        Topic topic = topic(test);
        topic.create(4);
        IntStream.range(0, 4).forEach(partition -> topic.send(partition, "p" + partition, 25));
        ReplayReader one = started(builder(topic));
        ReplayReader two = started(builder(topic));
        assertThat(one.awaitCaughtUp(LIMIT)).isEqualTo(two.awaitCaughtUp(LIMIT));
        Client first = Client.of(one, ResumeRequest.from(StartFrom.earliest()));
        eventually()
                .untilAsserted(() -> assertThat(first.all(ReplayComplete.class)).hasSize(1));
        IntStream.range(0, 4).forEach(partition -> topic.send(partition, "q" + partition, 25));
        Client second = Client.of(
                two,
                ResumeRequest.from(
                        StartFrom.cursor(first.all(Records.class).get(0).next())));
        eventually()
                .untilAsserted(() -> assertThat(second.values())
                        .filteredOn(v -> v.startsWith("q"))
                        .hasSize(100));
        assertThat(second.all(CursorReset.class)).isEmpty();
    }

    @Test
    @DisplayName("KA-14: lag is 0 when all is read, and unknown, not 0, when the end of the log was not seen lately")
    void lagIsUnknownWhileTheReaderIsHeld(TestInfo test) {
        Topic topic = topic(test);
        topic.create(1);
        GatedStore store = new GatedStore(new InMemoryReplayStore());
        ReplayReader reader = started(builder(topic).store(store));
        reader.awaitCaughtUp(LIMIT);
        eventually().untilAsserted(() -> assertThat(reader.stats().lag()).containsEntry(0, 0L));
        store.shut();
        topic.send(0, "held", 1);
        eventually().untilAsserted(() -> assertThat(reader.stats().lag()).isEmpty());
        store.open();
        eventually().untilAsserted(() -> assertThat(reader.stats().lag()).containsEntry(0, 0L));
    }

    @Test
    @DisplayName("the defaults that guard the log can't be overridden by Kafka properties")
    void guardsStay(TestInfo test) {
        Topic topic = topic(test);
        ReplayReader reader = started(builder(topic)
                .kafkaProperties(Map.of(
                        "allow.auto.create.topics", "true",
                        "auto.offset.reset", "latest",
                        "enable.auto.commit", "true",
                        "group.id", "somebody")));
        eventually().untilAsserted(() -> assertThat(reader.status().phase()).isEqualTo(Phase.TOPIC_MISSING));
        topic.create(1);
        topic.send(0, "value", 10);
        eventuallyCounts(reader, 10);
        try (Admin admin = kafka.openAdmin()) {
            assertThat(admin.listGroups()
                            .all()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join())
                    .extracting(group -> group.groupId())
                    .doesNotContain("somebody");
        }
    }

    private static List<String> afterReset(Client client) {
        List<String> values = new ArrayList<>();
        for (Object signal : client.signals()) {
            if (signal instanceof CursorReset reset && reset.reason() == ResetReason.TOPIC_RECREATED) {
                values = new ArrayList<>(List.of());
                assertThat(reset.newEpoch()).isNotEqualTo(reset.oldEpoch());
            } else if (signal instanceof Records page) {
                page.records().stream().map(Client::text).forEach(values::add);
            }
        }
        boolean wasReset =
                client.all(CursorReset.class).stream().anyMatch(reset -> reset.reason() == ResetReason.TOPIC_RECREATED);
        return wasReset ? values : List.of();
    }

    /** Counted after it can be read: whoever was woken by a record may look before it is counted. */
    private static void eventuallyCounts(ReplayReader reader, long records) {
        eventually().untilAsserted(() -> assertThat(reader.stats().records()).isEqualTo(records));
    }
}
