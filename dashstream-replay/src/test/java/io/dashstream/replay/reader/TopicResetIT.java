package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.replay.session.ResetReason;
import io.dashstream.replay.session.ResetStart;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.session.SessionSignal.CursorReset;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.session.StartFrom;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.kafka.ColdReadSettings;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The log is not the same any more, in every way that one broker can be made to do. Memory keeps little here, so that most
 * of the history is read back from Kafka.
 */
class TopicResetIT extends ReaderFixture {

    private static final int OLD = 50;
    private static EmbeddedKafka kafka;

    /** What the topic is replaced by. */
    enum Successor {
        SHORTER(20, 1),
        EQUALLY_LONG(OLD, 1),
        LONGER(200, 1),
        LONGER_IN_TWO_STEPS(200, 2);

        private final int records;
        private final int times;

        Successor(int records, int times) {
            this.records = records;
            this.times = times;
        }
    }

    /** What is going on when it is. */
    enum Moment {
        READER_POLLS,
        READER_IS_HELD,
        READER_IS_DOWN,
        CLIENT_IS_IN_THE_MIDDLE_OF_A_PAGE
    }

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.builder()
                .property("file.delete.delay.ms", "100")
                .property("log.cleaner.backoff.ms", "100")
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

    static Stream<Arguments> m706_recreated() {
        return Stream.of(Successor.values())
                .flatMap(successor -> Stream.of(Moment.values()).map(moment -> Arguments.of(successor, moment)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource
    @DisplayName(
            "M-706, KA-01: whatever replaces the topic, whenever: it is announced before all of the new log comes, once")
    void m706_recreated(Successor successor, Moment moment) {
        Topic topic = topic("m706_" + successor + "_" + moment);
        topic.create(1);
        topic.send(0, "old", OLD);
        GatedStore memory = new GatedStore(memory(16));
        ReplayReader reader = started(builder(topic).store(memory));
        reader.awaitCaughtUp(LIMIT);
        Client client = moment == Moment.CLIENT_IS_IN_THE_MIDDLE_OF_A_PAGE
                ? Client.stoppedAfterFirstPage(reader, ResumeRequest.from(StartFrom.earliest()), 10)
                : Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        int before = moment == Moment.CLIENT_IS_IN_THE_MIDDLE_OF_A_PAGE ? 10 : OLD;
        eventually().untilAsserted(() -> assertThat(client.records()).hasSize(before));

        if (moment == Moment.READER_IS_HELD) {
            memory.shut();
            topic.send(0, "held", 1);
            eventually().until(memory::holdsTheReader);
        } else if (moment == Moment.READER_IS_DOWN) {
            reader.close();
        }
        for (int time = 0; time < successor.times; time++) {
            topic.recreate(1);
            topic.send(0, time < successor.times - 1 ? "between" : "new", successor.records);
        }
        Client after = client;
        if (moment == Moment.READER_IS_HELD) {
            memory.open();
        } else if (moment == Moment.READER_IS_DOWN) {
            ReplayReader next = started(builder(topic).store(memory));
            next.awaitCaughtUp(LIMIT);
            after = Client.of(
                    next, ResumeRequest.from(StartFrom.cursor(client.cursor())).withOnReset(ResetStart.EARLIEST));
        } else if (moment == Moment.CLIENT_IS_IN_THE_MIDDLE_OF_A_PAGE) {
            eventually()
                    .untilAsserted(
                            () -> assertThat(reader.stats().positions()).containsEntry(0, (long) successor.records));
            client.goOn();
        }
        assertSawTheNewLog(after, successor.records);
    }

    private static void assertSawTheNewLog(Client client, int records) {
        List<String> expected =
                IntStream.range(0, records).mapToObj(i -> "new-" + i).toList();
        eventually().untilAsserted(() -> assertThat(afterLastReset(client)).isEqualTo(expected));
        List<SessionSignal> signals = List.copyOf(client.signals());
        boolean announced = false;
        for (SessionSignal signal : signals) {
            if (signal instanceof CursorReset reset) {
                assertThat(reset.reason()).isEqualTo(ResetReason.TOPIC_RECREATED);
                assertThat(reset.newEpoch()).isNotEqualTo(reset.oldEpoch());
                announced = true;
            } else if (signal instanceof Records page) {
                List<String> values = page.records().stream().map(Client::text).toList();
                if (announced) {
                    assertThat(values).noneMatch(value -> value.startsWith("old") || value.startsWith("held"));
                } else {
                    assertThat(values).allMatch(value -> value.startsWith("old") || value.startsWith("held"));
                }
            }
        }
        assertThat(client.all(GapNotice.class)).isEmpty();
    }

    @Test
    @DisplayName("M-706: a topic with fewer partitions than before is another one")
    void m706_fewerPartitions(TestInfo test) {
        Topic topic = topic(test);
        topic.create(3);
        IntStream.range(0, 3).forEach(partition -> topic.send(partition, "old" + partition, 20));
        ReplayReader reader = started(builder(topic).store(memory(16)));
        reader.awaitCaughtUp(LIMIT);
        Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        eventually().untilAsserted(() -> assertThat(client.records()).hasSize(60));
        topic.recreate(1);
        topic.send(0, "new", 30);
        eventually().untilAsserted(() -> assertThat(afterLastReset(client)).hasSize(30));
        assertThat(afterLastReset(client)).allMatch(value -> value.startsWith("new"));
        assertThat(client.cursor().partitions()).containsOnlyKeys(0);
    }

    @Test
    @DisplayName("KA-06, RE-04: records deleted under a client that only Kafka had are a gap with their exact range")
    void m706_recordsDeletedUnderAClient(TestInfo test) throws Exception {
        Topic topic = topic(test);
        topic.create(1);
        topic.send(0, "v".repeat(1_000), 3_000);
        // A cache for a part of them: what it holds outlives its records in Kafka.
        ReplayReader reader = started(builder(topic)
                .store(memory(64))
                .coldReads(new ColdReadSettings(2, 256, 1 << 20, Duration.ofSeconds(10))));
        reader.awaitCaughtUp(LIMIT);
        Client client = Client.stoppedAfterFirstPage(reader, ResumeRequest.from(StartFrom.earliest()), 10);
        eventually().untilAsserted(() -> assertThat(client.records()).hasSize(10));
        topic.deleteRecordsBefore(0, 2_000);
        client.goOn();
        eventually()
                .untilAsserted(
                        () -> assertThat(client.all(ReplayComplete.class)).hasSize(1));
        List<Gap> gaps =
                client.all(GapNotice.class).stream().map(GapNotice::gap).toList();
        assertThat(gaps).hasSize(1);
        Gap gap = gaps.get(0);
        assertThat(gap.reason()).isEqualTo(GapReason.RETENTION);
        assertThat(gap.to()).isEqualTo(2_000);
        assertThat(client.records())
                .extracting(StoredRecord::offset)
                .containsExactlyElementsOf(IntStream.range(0, 3_000)
                        .filter(offset -> offset < gap.from() || offset >= 2_000)
                        .mapToObj(Long::valueOf)
                        .toList());
        assertThat(client.all(CursorReset.class))
                .extracting(CursorReset::reason)
                .containsExactly(ResetReason.RETENTION);
    }

    @Test
    @DisplayName("B8: records deleted under a client that memory still has are delivered")
    void memoryOutlivesKafka(TestInfo test) throws Exception {
        Topic topic = topic(test);
        topic.create(1);
        topic.send(0, "value", 100);
        ReplayReader reader = started(builder(topic).store(memory(10_000)));
        reader.awaitCaughtUp(LIMIT);
        topic.deleteRecordsBefore(0, 100);
        Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        eventually()
                .untilAsserted(
                        () -> assertThat(client.all(ReplayComplete.class)).hasSize(1));
        assertThat(client.records()).hasSize(100);
        assertThat(client.all(GapNotice.class)).isEmpty();
    }

    @Test
    @DisplayName("B8: a reset by hand is announced as such, and the log is the same")
    void m706_manualReset(TestInfo test) {
        Topic topic = topic(test);
        topic.create(1);
        topic.send(0, "value", OLD);
        ReplayReader reader = started(builder(topic).store(memory(16)));
        reader.awaitCaughtUp(LIMIT);
        Client before = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        eventually().untilAsserted(() -> assertThat(before.records()).hasSize(OLD));
        reader.close();
        ReplayReader next = started(builder(topic).store(memory(16)).resetGeneration(1));
        next.awaitCaughtUp(LIMIT);
        Client after = Client.of(
                next, ResumeRequest.from(StartFrom.cursor(before.cursor())).withOnReset(ResetStart.EARLIEST));
        eventually().untilAsserted(() -> assertThat(after.records()).hasSize(OLD));
        assertThat(after.all(CursorReset.class))
                .extracting(CursorReset::reason)
                .containsExactly(ResetReason.MANUAL_RESET);
    }

    @Test
    @DisplayName("S9: aborted and open transactions read back from Kafka leave no gap, and no aborted record")
    void transactionsReadBackAreNoGaps(TestInfo test) {
        Topic topic = topic(test);
        topic.create(1);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            topic.transaction("a" + i, true, 0, "kept" + i, 20);
            topic.transaction("b" + i, false, 0, "aborted" + i, 15);
            for (int value = 0; value < 20; value++) {
                expected.add("kept" + i + "-" + value);
            }
        }
        ReplayReader reader = started(builder(topic).store(memory(16)));
        reader.awaitCaughtUp(LIMIT);
        Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        eventually().untilAsserted(() -> assertThat(client.values()).isEqualTo(expected));
        assertThat(client.all(GapNotice.class)).isEmpty();
        assertThat(reader.coldStats().orElseThrow().chunkMisses()).isPositive();
    }

    @Test
    @DisplayName("S9: what compaction took is a hole and no gap, also where the log begins with it")
    void compactionIsNoGap(TestInfo test) throws Exception {
        Topic topic = topic(test);
        topic.createCompacted();
        topic.sendKeyed("key", 500);
        await().atMost(LIMIT).until(() -> {
            topic.sendKeyed("other", 1);
            return topic.firstOffsets(1).get(0) > 0;
        });
        ReplayReader reader = started(builder(topic).store(memory(16)));
        reader.awaitCaughtUp(LIMIT);
        Client client = Client.of(reader, ResumeRequest.from(StartFrom.earliest()));
        eventually()
                .untilAsserted(
                        () -> assertThat(client.all(ReplayComplete.class)).hasSize(1));
        assertThat(client.all(GapNotice.class)).isEmpty();
        assertThat(client.records()).extracting(StoredRecord::offset).isSorted().contains(499L);
    }

    @Test
    @DisplayName("KA-02: a client that goes from one server to another in the middle of the log gets all of it, once")
    void switchingServersGivesTheWholeLogOnce(TestInfo test) {
        Topic topic = topic(test);
        topic.create(4);
        IntStream.range(0, 4).forEach(partition -> topic.send(partition, "p" + partition, 500));
        ReplayReader one = started(builder(topic).store(memory(64)));
        ReplayReader two = started(builder(topic).store(memory(16)));
        one.awaitCaughtUp(LIMIT);
        two.awaitCaughtUp(LIMIT);
        List<String> values = new ArrayList<>();
        ResumeRequest request = ResumeRequest.from(StartFrom.earliest());
        for (ReplayReader reader : List.of(one, two, one, two)) {
            Client client = Client.stoppedAfterFirstPage(reader, request, 100);
            eventually().untilAsserted(() -> assertThat(client.records()).hasSize(100));
            values.addAll(client.values());
            request = ResumeRequest.from(StartFrom.cursor(client.cursor()));
            assertThat(client.all(CursorReset.class)).isEmpty();
        }
        Client last = Client.of(one, request);
        eventually()
                .untilAsserted(() -> assertThat(last.all(ReplayComplete.class)).hasSize(1));
        values.addAll(last.values());
        assertThat(values).hasSize(2_000).doesNotHaveDuplicates();
    }

    private static List<String> afterLastReset(Client client) {
        List<String> values = new ArrayList<>();
        boolean wasReset = false;
        for (SessionSignal signal : client.signals()) {
            if (signal instanceof CursorReset) {
                values.clear();
                wasReset = true;
            } else if (signal instanceof Records page) {
                page.records().stream().map(Client::text).forEach(values::add);
            }
        }
        return wasReset ? values : List.of();
    }

    private static InMemoryReplayStore memory(int records) {
        return new InMemoryReplayStore(new MemoryBounds(records, 1L << 30, Duration.ofDays(1)));
    }

    @Override
    ReplayReaderBuilder builder(Topic topic) {
        return super.builder(topic).kafkaProperties(Map.of("retry.backoff.ms", 10));
    }
}
