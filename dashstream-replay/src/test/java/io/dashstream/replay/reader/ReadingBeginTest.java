package io.dashstream.replay.reader;

import static io.dashstream.replay.reader.ScriptedCluster.extent;
import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A reading that begins where the store left off can't know whether the log was cut meanwhile and has grown since. It seeks with the leader
 * epoch of what the store has, so that Kafka compares it with the log (KIP-320) before it gives a record.
 */
class ReadingBeginTest {

    private static final String UNNAMED = "";

    private final ScriptedCluster cluster = new ScriptedCluster(new InMemoryReplayStore());

    /** The store has ten records of partition 0 and of partition 1, with leader epoch 3; then reading breaks off. */
    private void readTenAndBreakOff() {
        cluster.shows("first", extent(0, 10), extent(0, 10));
        cluster.step();
        cluster.has(0, 0, 10, 3);
        cluster.has(1, 0, 10, 3);
        cluster.step();
        cluster.breaksOff();
    }

    private static OffsetAndMetadata validated(long offset, int leaderEpoch) {
        return new OffsetAndMetadata(offset, Optional.of(leaderEpoch), UNNAMED);
    }

    private static OffsetAndMetadata unvalidated(long offset) {
        return new OffsetAndMetadata(offset, Optional.empty(), UNNAMED);
    }

    @Test
    @DisplayName("KA-01: it goes on where the store ends, with the leader epoch of the last record that the store has")
    void goesOnWithTheLeaderEpochOfTheStore() {
        readTenAndBreakOff();
        cluster.shows("first", extent(0, 10), extent(0, 12));
        cluster.step();
        assertThat(cluster.lastSeek(0)).isEqualTo(validated(10, 3));
        assertThat(cluster.lastSeek(1)).isEqualTo(validated(10, 3));
    }

    @Test
    @DisplayName("KA-01: so does a partition that does not say where it is")
    void soDoesASilentPartition() {
        readTenAndBreakOff();
        cluster.showsAllBut(1, 2, extent(0, 10));
        cluster.step();
        assertThat(cluster.lastSeek(1)).isEqualTo(validated(10, 3));
    }

    @Test
    @DisplayName("a partition that the store has nothing of begins without one: there is nothing to compare")
    void anEmptyStoreHasNothingToCompare() {
        cluster.shows("first", extent(5, 10));
        cluster.step();
        assertThat(cluster.lastSeek(0)).isEqualTo(unvalidated(5));
    }

    @Test
    @DisplayName("what retention took is skipped without one: the store has nothing of where it goes on")
    void whatIsLostIsNotCompared() {
        readTenAndBreakOff();
        cluster.shows("first", extent(20, 30), extent(0, 10));
        cluster.step();
        assertThat(cluster.lastSeek(0)).isEqualTo(unvalidated(20));
        assertThat(cluster.counters().missingOffsets.sum()).isEqualTo(10);
    }

    @Test
    @DisplayName("a log that ends before the store is not asked but looked at again, as it may be another one")
    void aShorterLogIsLookedAt() {
        readTenAndBreakOff();
        cluster.shows("first", extent(0, 7), extent(0, 10));
        cluster.step();
        assertThat(cluster.lastSeek(0)).isEqualTo(unvalidated(10));
        assertThat(cluster.current().paused()).containsExactly(ScriptedCluster.partition(0));
        assertThat(cluster.wantedLooks()).isPositive();
    }
}
