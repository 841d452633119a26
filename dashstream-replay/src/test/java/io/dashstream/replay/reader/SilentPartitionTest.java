package io.dashstream.replay.reader;

import static io.dashstream.replay.reader.ScriptedCluster.extent;
import static io.dashstream.replay.reader.ScriptedCluster.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.session.SessionSignal.CursorReset;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.session.SessionSignal.Resumed;
import io.dashstream.replay.session.StartFrom;
import io.dashstream.replay.session.VirtualScheduler;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A topic of 500 partitions, of which one does not say where it is: what the reader makes of it. */
class SilentPartitionTest {

    private static final int PARTITIONS = 500;
    private static final int SILENT = 321;
    private static final int NOBODY = -1;

    private final ScriptedCluster cluster = new ScriptedCluster(new InMemoryReplayStore());

    @Test
    @DisplayName("KA-13: one of 500 partitions falls silent: it is kept, named, and the others are read on")
    void aKnownOneIsKept() {
        readAll();
        cluster.showsAllBut(SILENT, PARTITIONS, extent(5, 20));
        cluster.has(0, 10, 20, 3);
        cluster.step();
        assertThat(cluster.progress().status().phase()).isEqualTo(Phase.LIVE);
        assertThat(cluster.progress().status().detail().orElseThrow())
                .contains("1 of 500 partitions: 321;", "no leader");
        assertThat(bounds(0).next()).isEqualTo(20);
        assertThat(bounds(SILENT).next()).isEqualTo(10);
    }

    @Test
    @DisplayName("KA-13: where a silent partition ends is unknown, so its lag is too, and no other's")
    void lagIsUnknown() {
        readAll();
        cluster.showsAllBut(SILENT, PARTITIONS, extent(5, 20));
        cluster.step();
        assertThat(cluster.progress().lag()).hasSize(PARTITIONS - 1).doesNotContainKey(SILENT);
    }

    @Test
    @DisplayName("KA-13: a silent partition goes on where it was when it answers, without a gap and without a reset")
    void itGoesOn() {
        readAll();
        cluster.showsAllBut(SILENT, PARTITIONS, extent(5, 10));
        cluster.step();
        cluster.showsAllBut(NOBODY, PARTITIONS, extent(5, 12));
        cluster.has(SILENT, 10, 12, 3);
        cluster.step();
        assertThat(bounds(SILENT).next()).isEqualTo(12);
        assertThat(cluster.progress().status().detail()).isEmpty();
        assertNothingLost();
    }

    @Test
    @DisplayName("KA-13: a doubt about a silent partition waits for its answer, and lets nobody look all the time")
    void aDoubtWaits() {
        readAll();
        cluster.refuses(new OffsetOutOfRangeException(Map.of(partition(SILENT), 10L)));
        cluster.step();
        cluster.showsAllBut(SILENT, PARTITIONS, extent(5, 10));
        cluster.step();
        int looks = cluster.wantedLooks();
        cluster.showsAllBut(SILENT, PARTITIONS, extent(5, 10));
        cluster.step();
        assertThat(cluster.wantedLooks()).isEqualTo(looks);
        cluster.showsAllBut(NOBODY, PARTITIONS, extent(5, 15));
        cluster.has(SILENT, 10, 15, 3);
        cluster.step();
        assertThat(bounds(SILENT).next()).isEqualTo(15);
        assertNothingLost();
    }

    @Test
    @DisplayName("KA-13: a reading that breaks off begins again without the silent partition, which keeps its place")
    void beginningAgain() {
        readAll();
        breakOff();
        cluster.showsAllBut(SILENT, PARTITIONS, extent(5, 12));
        cluster.step();
        assertThat(cluster.current().assignment()).hasSize(PARTITIONS);
        cluster.has(0, 10, 12, 3);
        cluster.has(SILENT, 10, 12, 3);
        cluster.step();
        assertThat(bounds(0).next()).isEqualTo(12);
        assertThat(bounds(SILENT).next()).isEqualTo(12);
        assertNothingLost();
    }

    @Test
    @DisplayName("KA-13: a partition that was added and is silent is taken up when it answers, from its own beginning")
    void anAddedOneIsTakenUp() {
        readAll();
        cluster.showsAllBut(PARTITIONS, PARTITIONS + 1, extent(5, 10));
        cluster.step();
        assertThat(storeBounds().partitions()).hasSize(PARTITIONS);
        assertThat(storeBounds().awaited()).containsExactly(PARTITIONS);
        cluster.showsAllBut(NOBODY, PARTITIONS + 1, extent(5, 10));
        cluster.step();
        assertThat(bounds(PARTITIONS).floor()).isEqualTo(5);
        assertNothingLost();
    }

    @Test
    @DisplayName("KA-13: 500 partitions, one never answered: the others are read to their ends, and it is named")
    void anUnknownOneHoldsUpNobody() {
        readAllBut(SILENT);
        assertThat(cluster.progress().status().phase()).isEqualTo(Phase.LIVE);
        assertThat(cluster.progress().status().detail().orElseThrow()).contains("1 of 500 partitions: 321;");
        assertThat(cluster.progress().silent()).containsExactly(SILENT);
        assertThat(storeBounds().partitions()).hasSize(PARTITIONS - 1).doesNotContainKey(SILENT);
        assertThat(storeBounds().awaited()).containsExactly(SILENT);
        assertNothingLost();
    }

    @Test
    @DisplayName("KA-13: a partition that never answered is taken up when it does, and what it holds is history")
    void anUnknownOneIsTakenUp() {
        readAllBut(SILENT);
        cluster.showsAllBut(NOBODY, PARTITIONS, extent(5, 12));
        cluster.step();
        assertThat(storeBounds().awaited()).isEmpty();
        assertThat(bounds(SILENT)).returns(5L, PartitionBounds::floor).returns(12L, PartitionBounds::end);
        assertThat(cluster.progress().silent()).isEmpty();
        cluster.has(SILENT, 5, 12, 3);
        cluster.has(0, 10, 12, 3);
        cluster.step();
        assertThat(bounds(SILENT).next()).isEqualTo(12);
        assertThat(cluster.progress().status()).isEqualTo(new ReaderStatus(Phase.LIVE, Optional.empty()));
        assertThat(cluster.counters().newByReadability().get(Readability.UNDECODABLE))
                .as("two records of partition 0 are new, and none of the other")
                .isEqualTo(2);
        assertNothingLost();
    }

    @Test
    @DisplayName("KA-13: a session goes on where its client is in a partition that never answered, when it does")
    void aSessionGoesOnInIt() {
        readAllBut(SILENT);
        Map<Integer, Position> places = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            places.put(partition, Position.at(partition == SILENT ? 8 : 10));
        }
        Epoch epoch = storeBounds().epoch();
        VirtualScheduler scheduler = new VirtualScheduler(new SplittableRandom(1));
        Client client = Client.of(
                channel -> new ReplaySession(cluster.store(), channel, SessionSettings.DEFAULT, scheduler),
                ResumeRequest.from(StartFrom.cursor(Cursor.of(epoch, places))));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(client.all(ReplayComplete.class)).singleElement().satisfies(complete -> {
            assertThat(complete.target()).hasSize(PARTITIONS - 1);
            assertThat(complete.awaited()).containsExactly(SILENT);
        });
        cluster.showsAllBut(NOBODY, PARTITIONS, extent(5, 12));
        cluster.step();
        scheduler.pass(Duration.ofSeconds(5));
        cluster.has(SILENT, 5, 12, 3);
        cluster.step();
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(client.records())
                .extracting(StoredRecord::partition, StoredRecord::offset)
                .containsExactly(tuple(SILENT, 8L), tuple(SILENT, 9L), tuple(SILENT, 10L), tuple(SILENT, 11L));
        assertThat(client.all(GapNotice.class)).isEmpty();
        assertThat(client.all(CursorReset.class)).isEmpty();
        assertThat(client.all(Resumed.class)).hasSize(2);
    }

    @Test
    @DisplayName("KA-13: a partition that never answered is still awaited when the reading begins again")
    void anUnknownOneIsAwaitedAgain() {
        readAllBut(SILENT);
        breakOff();
        cluster.showsAllBut(SILENT, PARTITIONS, extent(5, 10));
        cluster.step();
        assertThat(cluster.current().assignment()).hasSize(PARTITIONS - 1);
        assertThat(storeBounds().awaited()).containsExactly(SILENT);
        assertNothingLost();
    }

    @Test
    @DisplayName("KA-13: in the log that follows one with a silent partition each is heard anew")
    void anotherLogHasItsOwn() {
        readAllBut(SILENT);
        cluster.shows("second", extent(0, 0), extent(0, 0));
        cluster.step();
        assertThat(storeBounds().awaited()).isEmpty();
        assertThat(storeBounds().partitions()).containsOnlyKeys(0, 1);
    }

    private void readAll() {
        readAllBut(NOBODY);
        assertThat(cluster.progress().status()).isEqualTo(new ReaderStatus(Phase.LIVE, Optional.empty()));
    }

    private void readAllBut(int silent) {
        cluster.showsAllBut(silent, PARTITIONS, extent(5, 10));
        cluster.step();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (partition != silent) {
                cluster.has(partition, 5, 10, 3);
            }
        }
        cluster.step();
    }

    private void breakOff() {
        cluster.refuses(new KafkaException("authorization failed"));
        assertThatThrownBy(cluster::step).hasMessageContaining("authorization failed");
        cluster.breaksOff();
    }

    private void assertNothingLost() {
        assertThat(cluster.counters().gaps.sum()).isZero();
        assertThat(cluster.counters().truncations.sum()).isZero();
        assertThat(cluster.counters().epochs.sum()).isEqualTo(1);
    }

    private StoreBounds storeBounds() {
        return (StoreBounds) cluster.store().bounds().toCompletableFuture().join();
    }

    private PartitionBounds bounds(int partition) {
        return storeBounds().partitions().get(partition);
    }
}
