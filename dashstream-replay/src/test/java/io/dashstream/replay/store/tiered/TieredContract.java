package io.dashstream.replay.store.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.ReplayStoreContract;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.kafka.MirroredStore;
import io.dashstream.replay.store.kafka.ScriptedColdLog;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.dashstream.testing.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The contract of every store, for stores behind one another of which memory keeps little. */
abstract class TieredContract extends ReplayStoreContract {

    private static final int HOT_RECORDS = 64;
    private final List<ReplayStore> opened = new ArrayList<>();

    abstract Optional<ReplayStore> middle();

    @Override
    protected ReplayStore newStore() {
        return stack(HOT_RECORDS, Integer.MAX_VALUE);
    }

    @Override
    protected ReplayStore newStoreThatKeeps(int records) {
        return stack(Math.max(1, records / 2), records);
    }

    private ReplayStore stack(int hotRecords, int coldRecords) {
        ScriptedColdLog log = new ScriptedColdLog(EPOCH);
        ReplayStore hot = new InMemoryReplayStore(new MemoryBounds(hotRecords, 1L << 40, forever()));
        ReplayStore store = MirroredStore.over(
                log,
                coldRecords,
                new TieredReplayStore(hot, middle(), Optional.of(log.store()), Duration.ofSeconds(10)));
        opened.add(store);
        return asUsed(store);
    }

    /** The store as those use it who know that it may not answer at once. */
    ReplayStore asUsed(ReplayStore store) {
        return store;
    }

    @AfterEach
    void closeAll() {
        opened.forEach(ReplayStore::close);
    }

    /** A thread's base is taken from memory if it is there, and then older ones in other partitions are not looked for. */
    @Test
    @Override
    @DisplayName("seeking by time finds what a scan of the log finds, by thread its newest base (RE-11)")
    protected void seekFindsWhatAScanFinds() {
        Property.check("seek", cases(), (random, size) -> {
            SourceLog log = randomLog(random, random.nextInt(1, 4), size);
            ReplayStore store = filled(log);
            long time = 1_000 + random.nextLong(1_000_000);
            SeekTarget newer = new SeekTarget.NewerThan(randomCursor(random, log));
            assertThat(located(store, new SeekTarget.Timestamp(time)))
                    .isEqualTo(scan(log, record -> record.timestampMillis() >= time));
            assertThat(located(store, newer)).isEqualTo(newerThan(log, ((SeekTarget.NewerThan) newer).cursor()));

            ThreadKey thread = SourceLog.thread(random.nextInt(4));
            SortedMap<Integer, Long> bases = newestBases(log, thread);
            SortedMap<Integer, Long> found = located(store, new SeekTarget.NewestBase(thread));
            assertThat(found.keySet()).isEqualTo(bases.keySet());
            if (log.partitions().size() == 1) {
                assertThat(found).isEqualTo(bases);
            }
            found.forEach((partition, offset) -> assertThat(offset).isGreaterThanOrEqualTo(bases.get(partition)));
        });
    }
}
