package io.dashstream.replay.reader;

import static io.dashstream.replay.reader.ScriptedCluster.extent;
import static io.dashstream.replay.reader.ScriptedCluster.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.kafka.TopicIdentity;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.reader.Sighting.Extent;
import io.dashstream.replay.store.Lineage;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.LogTruncated;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a single real broker can't be made to do: unclean elections, stale answers, answers that never come. */
class ReadLoopTest {

    private static final Epoch FIRST = new TopicIdentity("cluster", ScriptedCluster.TOPIC, "first").epoch(0);
    private static final Epoch SECOND = new TopicIdentity("cluster", ScriptedCluster.TOPIC, "second").epoch(0);

    private final InMemoryReplayStore store = new InMemoryReplayStore();
    private final ScriptedCluster cluster = new ScriptedCluster(store);

    @Test
    @DisplayName("KA-01: an unclean election that Kafka reports is a truncation, exactly where it says")
    void reportedTruncation() {
        readTen();
        Cursor seenAll = cursor(10, 3);
        cluster.refuses(
                new LogTruncationException(Map.of(partition(0), 10L), Map.of(partition(0), new OffsetAndMetadata(6))));
        cluster.step();
        assertThat(cluster.wantedLooks()).isPositive();
        assertThat(bounds().next()).as("nothing is changed on suspicion").isEqualTo(10);

        cluster.tick();
        cluster.shows("first", extent(0, 30));
        cluster.has(0, 6, 9, 4);
        cluster.step();
        assertThat(bounds().next()).isEqualTo(9);
        assertThat(cluster.counters().truncations.sum()).isEqualTo(1);
        assertThat(read(seenAll)).isEqualTo(new LogTruncated(0, 6));
        assertThat(((Page) read(cursor(6, 3))).records()).hasSize(3);
    }

    @Test
    @DisplayName(
            "M-706, KA-01: what is read after the consumer heard of its topic anew waits for a look at which topic it is")
    void m706_nothingOfAnotherLogIsStoredAsIfOfThisOne() {
        readTen();
        cluster.tellsWhatTheTopicIs();
        cluster.has(0, 10, 15, 3);
        cluster.step();
        assertThat(cluster.wantedLooks()).isPositive();
        assertThat(bounds().next()).isEqualTo(10);
        long before = cluster.now();
        cluster.step();
        cluster.showsLate("first", before - 10_000_000, extent(0, 15));
        cluster.step();
        assertThat(bounds().next()).as("an answer from before settles nothing").isEqualTo(10);

        cluster.tick();
        cluster.shows("second", extent(0, 15));
        cluster.has(0, 10, 15, 3);
        cluster.step();
        assertThat(storeBounds().epoch()).isEqualTo(SECOND);
        assertThat(bounds().next()).isZero();
    }

    @Test
    @DisplayName("while nobody answers which topic it is, reading goes on, and the status says so")
    void readingGoesOnUnverified() {
        readTen();
        cluster.tellsWhatTheTopicIs();
        cluster.has(0, 10, 15, 3);
        cluster.step();
        cluster.shows(new Sighting.Failed("no answer"));
        cluster.has(0, 10, 15, 3);
        cluster.step();
        assertThat(bounds().next()).isEqualTo(15);
        assertThat(cluster.progress().status().phase()).isEqualTo(Phase.UNVERIFIED);
    }

    @Test
    @DisplayName(
            "KA-10, KA-14, ME-10: while the Admin client hangs, reading goes on, and lag is unknown and older, not 0")
    void readingGoesOnWhileAdminHangs() {
        assertThat(cluster.progress().lagAge()).isEmpty();
        readTen();
        assertThat(cluster.progress().lag()).containsOnlyKeys(0);
        for (int step = 1; step <= 300; step++) {
            cluster.has(0, 10L * step, 10L * step + 10, 3);
            cluster.tick(Duration.ofMillis(100));
            cluster.step();
            assertThat(bounds().next()).isEqualTo(10L * step + 10);
        }
        assertThat(cluster.progress().lag()).isEmpty();
        assertThat(cluster.progress().lagAge())
                .hasValueSatisfying(age -> assertThat(age).isGreaterThan(Duration.ofSeconds(30)));
    }

    @Test
    @DisplayName(
            "KA-10: an Admin client that hangs stops reading for three seconds at most, however often Kafka names the topic")
    void metadataDoesNotStopReadingWhileAdminHangs() {
        readTen();
        cluster.tellsWhatTheTopicIs();
        cluster.has(0, 10, 15, 3);
        cluster.step();
        cluster.tick(Duration.ofMillis(2_900));
        cluster.step();
        assertThat(bounds().next()).as("an answer may still come").isEqualTo(10);

        cluster.tick(Duration.ofMillis(100));
        cluster.has(0, 10, 15, 3);
        cluster.step();
        assertThat(bounds().next()).isEqualTo(15);
        assertThat(cluster.progress().status().phase()).isEqualTo(Phase.UNVERIFIED);
        for (int end = 20; end <= 200; end += 5) {
            cluster.tellsWhatTheTopicIs();
            cluster.has(0, end - 5L, end, 3);
            cluster.step();
            assertThat(bounds().next()).isEqualTo(end);
        }
    }

    @Test
    @DisplayName("M-706: when the Admin client answers again, reading waits for a look again")
    void anAdminThatAnswersAgainIsWaitedFor() {
        readTen();
        cluster.tellsWhatTheTopicIs();
        cluster.step();
        cluster.tick(Reading.LOOK_WITHIN);
        cluster.step();
        cluster.shows("first", extent(0, 10));
        cluster.step();
        assertThat(cluster.progress().status().phase()).isEqualTo(Phase.LIVE);

        cluster.tellsWhatTheTopicIs();
        cluster.has(0, 10, 15, 3);
        cluster.step();
        assertThat(bounds().next()).isEqualTo(10);
        cluster.tick();
        cluster.shows("first", extent(0, 15));
        cluster.has(0, 10, 15, 3);
        cluster.step();
        assertThat(bounds().next()).isEqualTo(15);
    }

    @Test
    @DisplayName("a log that is shorter than what was read of it, and still the same topic, was cut")
    void shorterLogIsCut() {
        readTen();
        cluster.refuses(new OffsetOutOfRangeException(Map.of(partition(0), 10L)));
        cluster.step();
        cluster.tick();
        cluster.shows("first", extent(0, 7));
        cluster.step();
        assertThat(bounds()).isEqualTo(new PartitionBounds(0, 7, 7, Lineage.parse("3:0 4:7")));
        assertThat(read(cursor(10, 3))).isEqualTo(new LogTruncated(0, 7));
    }

    @Test
    @DisplayName(
            "a cut that a restarted reader finds is under a newer leader epoch than any that the store has heard of")
    void aRestartedReaderAnnouncesACut() {
        fillAsBefore(10, 5);
        cluster.shows("first", extent(0, 7));
        cluster.step();
        cluster.tick();
        cluster.shows("first", extent(0, 7));
        cluster.step();
        assertThat(bounds().next()).isEqualTo(7);
        assertThat(read(cursor(10, 5))).isEqualTo(new LogTruncated(0, 7));
    }

    @Test
    @DisplayName("a cut is under a newer leader epoch than the newest read, also if an older one came last")
    void aCutIsNewerThanTheNewest() {
        readTen();
        cluster.has(0, 10, 12, 8);
        cluster.step();
        cluster.has(0, 12, 14, 2);
        cluster.step();
        cluster.refuses(new OffsetOutOfRangeException(Map.of(partition(0), 14L)));
        cluster.step();
        cluster.tick();
        cluster.shows("first", extent(0, 7));
        cluster.step();
        assertThat(read(cursor(14, 8))).isEqualTo(new LogTruncated(0, 7));
    }

    @Test
    @DisplayName(
            "who waits at the end of a log that nothing was read of is told of a cut, by the log's own leader epoch")
    void aCutOfAnIdleLogIsTold() {
        cluster.shows("first", new Extent(10, new LogEnd(10, OptionalInt.of(5))));
        cluster.step();
        assertThat(bounds().position(10)).isEqualTo(Position.after(10, 5));
        cluster.refuses(new OffsetOutOfRangeException(Map.of(partition(0), 10L)));
        cluster.step();
        cluster.tick();
        cluster.shows("first", new Extent(0, new LogEnd(7, OptionalInt.of(8))));
        cluster.step();
        assertThat(bounds().lineage().toText()).isEqualTo("5:0 8:7");
        assertThat(read(cursor(10, 5))).isEqualTo(new LogTruncated(0, 7));
    }

    /** What an earlier reader has left in the store. */
    private void fillAsBefore(int count, int leaderEpoch) {
        store.open(FIRST, Map.of(0, new LogExtent(0, 0)));
        List<StoredRecord> records = IntStream.range(0, count)
                .mapToObj(offset -> StoredRecord.wrap(
                        0, offset, leaderEpoch, 0, RecordLabel.unreadable(Readability.UNDECODABLE), new byte[1]))
                .toList();
        store.append(FIRST, List.of(new PartitionBatch.Consumed(0, 0, count, records)));
    }

    @Test
    @DisplayName("KA-01: offsets out of range because the topic is another one are no gap and no truncation")
    void outOfRangeOfAnotherTopic() {
        readTen();
        cluster.refuses(new OffsetOutOfRangeException(Map.of(partition(0), 10L)));
        cluster.step();
        cluster.tick();
        cluster.shows("second", extent(0, 3));
        cluster.step();
        assertThat(cluster.counters().gaps.sum()).isZero();
        assertThat(cluster.counters().truncations.sum()).isZero();
        assertThat(storeBounds().epoch()).isEqualTo(SECOND);
        assertThat(cluster.consumers()).as("a consumer of its own for each log").isEqualTo(2);
    }

    @Test
    @DisplayName("an answer that is older than the doubt does not settle it")
    void staleAnswersSettleNothing() {
        readTen();
        long before = cluster.now();
        cluster.refuses(new OffsetOutOfRangeException(Map.of(partition(0), 10L)));
        cluster.step();
        cluster.showsLate("first", before, extent(5, 7));
        cluster.step();
        assertThat(bounds().next()).isEqualTo(10);
        cluster.tick();
        cluster.shows("first", extent(12, 20));
        cluster.step();
        assertThat(bounds().next()).as("[10, 12) is lost, 12 is next").isEqualTo(12);
        assertThat(cluster.counters().missingOffsets.sum()).isEqualTo(2);
    }

    @Test
    @DisplayName("a refused position that is in the log after all is read again from where it was")
    void falseAlarm() {
        readTen();
        cluster.refuses(new OffsetOutOfRangeException(Map.of(partition(0), 10L)));
        cluster.step();
        cluster.tick();
        cluster.shows("first", extent(0, 15));
        cluster.has(0, 10, 15, 3);
        cluster.step();
        assertThat(bounds().next()).isEqualTo(15);
        assertThat(cluster.counters().gaps.sum()).isZero();
        assertThat(cluster.counters().truncations.sum()).isZero();
    }

    @Test
    @DisplayName("KA-01: a leader epoch that falls back lets the reader look at once")
    void fallingLeaderEpochIsSuspicious() {
        readTen();
        assertThat(cluster.wantedLooks()).isZero();
        cluster.has(0, 10, 11, 1);
        cluster.step();
        assertThat(cluster.wantedLooks()).isEqualTo(1);
    }

    @Test
    @DisplayName("KA-01: the identity of an earlier topic is a broker that has not heard yet, not a third topic")
    void oldIdentitiesAreIgnored() {
        readTen();
        cluster.shows("second", extent(0, 0));
        cluster.step();
        cluster.shows("first", extent(0, 10));
        cluster.step();
        assertThat(storeBounds().epoch()).isEqualTo(SECOND);
        assertThat(cluster.counters().epochs.sum()).isEqualTo(2);
        cluster.shows("third", extent(0, 0));
        cluster.step();
        assertThat(cluster.counters().epochs.sum())
                .as("recreated twice: announced twice")
                .isEqualTo(3);
    }

    @Test
    @DisplayName("B3 rows 9 and 10: only a look that was answered says where the log ends, also when it has not moved")
    void onlyAnswersTellTheEnd() {
        readTen();
        long heard = store.endsHeard(0);
        for (int i = 0; i < 3; i++) {
            cluster.shows(new Sighting.Failed("timed out"));
            cluster.step();
        }
        assertThat(store.endsHeard(0)).isEqualTo(heard);
        cluster.shows("first", extent(0, 10));
        cluster.step();
        assertThat(store.endsHeard(0)).isEqualTo(heard + 1);
    }

    @Test
    @DisplayName("a cluster that does not answer leaves what is read readable, and is said to be unverified")
    void noAnswer() {
        readTen();
        cluster.shows(new Sighting.Failed("timed out"));
        cluster.has(0, 10, 12, 3);
        cluster.step();
        assertThat(cluster.progress().status().phase()).isEqualTo(Phase.UNVERIFIED);
        assertThat(bounds().next()).isEqualTo(12);
        assertThat(cluster.counters().failedLooks.sum()).isEqualTo(1);
        cluster.shows("first", extent(0, 12));
        cluster.step();
        assertThat(cluster.progress().status().phase()).isEqualTo(Phase.LIVE);
    }

    @Test
    @DisplayName(
            "KA-17: a topic that disappears is a status; what is stored stays readable, and its return is no reset")
    void disappearance() {
        readTen();
        cluster.shows(new Sighting.Missing());
        cluster.step();
        assertThat(cluster.progress().status().phase()).isEqualTo(Phase.TOPIC_MISSING);
        assertThat(((Page) read(cursor(0, 0))).records()).hasSize(10);
        cluster.shows("first", extent(0, 10));
        cluster.step();
        assertThat(cluster.progress().status().phase()).isEqualTo(Phase.LIVE);
        assertThat(cluster.counters().epochs.sum()).isEqualTo(1);
    }

    @Test
    @DisplayName("a store that is further than the answer about the log is not cut for it")
    void anotherWriterMayBeFurther() {
        store.open(FIRST, Map.of(0, new LogExtent(0, 0)));
        store.append(
                FIRST,
                java.util.List.of(
                        new io.dashstream.replay.store.PartitionBatch.Consumed(0, 0, 20, java.util.List.of())));
        cluster.shows("first", extent(0, 15));
        cluster.step();
        assertThat(bounds().next()).isEqualTo(20);
        assertThat(cluster.wantedLooks()).isPositive();
        cluster.tick();
        cluster.shows("first", extent(0, 25));
        cluster.has(0, 20, 25, 0);
        cluster.step();
        assertThat(bounds().next()).isEqualTo(25);
        assertThat(cluster.counters().truncations.sum()).isZero();
    }

    @Test
    @DisplayName("offsets that the consumer passes over without a record are covered")
    void holesAreCovered() {
        readTen();
        cluster.has(0, 14, 15, 3);
        cluster.step();
        assertThat(bounds().next()).isEqualTo(15);
        Page page = (Page) read(cursor(0, 0));
        assertThat(page.gaps()).isEmpty();
        assertThat(page.records()).hasSize(11);
    }

    @Test
    @DisplayName("RE-09: a store that has lost its tail is found out on an idle topic too, and filled again")
    void anIdleReaderFindsWhatTheStoreLost() {
        readTen();
        store.append(FIRST, List.of(new PartitionBatch.Truncated(0, 6, 3)));
        cluster.shows("first", extent(0, 10));
        cluster.step();
        cluster.has(0, 6, 10, 3);
        cluster.step();
        assertThat(bounds().next()).isEqualTo(10);
        assertThat(((Page) read(cursor(0, 0))).records()).hasSize(10);
        assertThat(cluster.counters().appendFailures.sum()).isZero();
    }

    @Test
    @DisplayName("an error of the consumer comes out of the turn, for the loop to begin anew")
    void errorsComeOut() {
        readTen();
        cluster.refuses(new KafkaException("authorization failed"));
        assertThatThrownBy(cluster::step).hasMessageContaining("authorization failed");
    }

    private void readTen() {
        cluster.shows("first", extent(0, 10));
        cluster.step();
        cluster.has(0, 0, 10, 3);
        cluster.step();
        assertThat(bounds().next()).isEqualTo(10);
        assertThat(cluster.progress().status().phase()).isEqualTo(Phase.LIVE);
    }

    private StoreBounds storeBounds() {
        return (StoreBounds) store.bounds().toCompletableFuture().join();
    }

    private PartitionBounds bounds() {
        return storeBounds().partitions().get(0);
    }

    private ReadResult read(Cursor cursor) {
        return store.read(ReadRequest.first(cursor, new PageLimits(1_000, 1 << 20)))
                .toCompletableFuture()
                .join();
    }

    private static Cursor cursor(long next, int leaderEpoch) {
        return Cursor.of(FIRST, Map.of(0, next == 0 ? Position.at(0) : Position.after(next, leaderEpoch)));
    }
}
