package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The contract of every store, for one that waits for partitions; and what it says while it does. */
class AwaitingStoreContractTest extends ReplayStoreContract {

    private static final int SILENT = 7;

    @Override
    protected ReplayStore newStore() {
        return newStoreThatKeeps(10_000_000);
    }

    @Override
    protected ReplayStore newStoreThatKeeps(int records) {
        return waiting(records);
    }

    private AwaitingStore waiting(int records) {
        return new AwaitingStore(new InMemoryReplayStore(new MemoryBounds(records, 1L << 40, forever())));
    }

    @Test
    @DisplayName("KA-13: a partition that never answered is named and not shown")
    void itIsNamed() {
        AwaitingStore store = openWithoutOne();
        take(store, SILENT, 100);
        StoreBounds bounds = (StoreBounds) await(store.bounds());
        assertThat(bounds.awaited()).containsExactly(SILENT);
        assertThat(bounds.partitions()).containsOnlyKeys(0);
        assertThat(page(store, at(0), LARGE).bounds()).containsOnlyKeys(0);
    }

    @Test
    @DisplayName("KA-13: it comes into sight with its end, and whoever waits is woken")
    void itComesIntoSight() {
        AwaitingStore store = openWithoutOne();
        take(store, SILENT, 100);
        long before = store.appended().version();
        store.announceEnds(EPOCH, Map.of(SILENT, LogEnd.at(150)));
        assertThat(store.appended().version()).isGreaterThan(before);
        StoreBounds bounds = (StoreBounds) await(store.bounds());
        assertThat(bounds.awaited()).isEmpty();
        assertThat(bounds.partitions().get(SILENT).end()).isEqualTo(150);
        Page page = page(store, Cursor.of(EPOCH, Map.of(SILENT, Position.at(104))), LARGE);
        assertThat(page.records()).hasSize(6);
    }

    @Test
    @DisplayName("KA-13: one that has answered, but that the store has not taken in yet, is awaited still")
    void theStoreHasToTakeItIn() {
        AwaitingStore store = openWithoutOne();
        store.announceEnds(EPOCH, Map.of(SILENT, LogEnd.at(150)));
        assertThat(((StoreBounds) await(store.bounds())).awaited()).containsExactly(SILENT);
    }

    @Test
    @DisplayName("KA-13: what the store holds already is not waited for")
    void whatIsHeldIsKnown() {
        AwaitingStore store = openWithoutOne();
        take(store, SILENT, 100);
        StoreBounds again =
                (StoreBounds) store.open(EPOCH, Map.of(0, new LogExtent(0, 10)), Set.of(SILENT, SILENT + 1));
        assertThat(again.partitions()).containsOnlyKeys(0, SILENT);
        assertThat(again.awaited()).containsExactly(SILENT + 1);
    }

    @Test
    @DisplayName("KA-13: another log has its own silent partitions; one that can't be opened changes nothing")
    void eachLogHasItsOwn() {
        InMemoryReplayStore memory = new InMemoryReplayStore();
        AwaitingStore store = new AwaitingStore(memory);
        store.open(EPOCH, Map.of(0, new LogExtent(0, 0)), Set.of(SILENT));
        store.await(EPOCH, Set.of(SILENT + 1));
        assertThat(((StoreBounds) await(store.bounds())).awaited()).containsExactly(SILENT, SILENT + 1);
        store.open(NEXT_EPOCH, Map.of(0, new LogExtent(0, 0)), Set.of(1));
        assertThat(((StoreBounds) await(store.bounds())).awaited()).containsExactly(1);
        store.await(EPOCH, Set.of(2));
        assertThat(((StoreBounds) await(store.bounds())).awaited()).containsExactly(1);
        memory.open(EPOCH, Map.of(0, new LogExtent(0, 0)));
        assertThat(((StoreBounds) await(store.bounds())).awaited())
                .as("of the log that the store was at before")
                .containsExactly(SILENT, SILENT + 1);
    }

    private AwaitingStore openWithoutOne() {
        AwaitingStore store = waiting(10_000_000);
        store.open(EPOCH, Map.of(0, new LogExtent(0, 10)), Set.of(SILENT));
        take(store, 0, 0);
        return store;
    }

    private static void take(ReplayStore store, int partition, long begin) {
        SourceLog log = new SourceLog(partition + 1, begin);
        for (long offset = begin; offset < begin + 10; offset++) {
            log.add(partition, offset, 1);
        }
        assertThat(store.append(EPOCH, List.of(log.batch(partition, begin, begin + 10))))
                .hasOnlyElementsOfType(AppendResult.Accepted.class);
    }
}
