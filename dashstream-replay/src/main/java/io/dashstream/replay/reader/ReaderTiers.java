package io.dashstream.replay.reader;

import io.dashstream.replay.kafka.KafkaClients;
import io.dashstream.replay.settings.NumberSetting;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.kafka.ColdReadSettings;
import io.dashstream.replay.store.kafka.KafkaReplayStore;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.dashstream.replay.store.tiered.TieredReplayStore;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Where a reader keeps history.
 *
 * @param newest the store that is filled first
 * @param middle the one between it and Kafka
 * @param middleTimeout how long one command to that may take
 * @param readsKafka whether what they no longer keep is read back from Kafka
 * @param coldReads what that may cost
 */
record ReaderTiers(
        ReplayStore newest,
        Optional<ReplayStore> middle,
        Duration middleTimeout,
        boolean readsKafka,
        ColdReadSettings coldReads) {

    /** The store that is made of them. */
    TieredReplayStore open(KafkaClients clients, int maxMessageBytes) {
        Optional<KafkaReplayStore> cold =
                readsKafka ? Optional.of(new KafkaReplayStore(clients, maxMessageBytes, coldReads)) : Optional.empty();
        return new TieredReplayStore(newest, middle, cold, middleTimeout);
    }

    /** The store in memory, if there is one of ours. */
    Optional<InMemoryReplayStore> memory() {
        return newest instanceof InMemoryReplayStore inMemory ? Optional.of(inMemory) : Optional.empty();
    }

    /** Whether no other process finds what is kept. */
    boolean isOfThisProcess() {
        return memory().isPresent() && middle.isEmpty();
    }

    void show(SortedMap<String, String> all) {
        all.put("DASHSTREAM_COLD_TIER", String.valueOf(readsKafka));
        NumberSetting.MIDDLE_STORE_TIMEOUT_MS.show(all, middleTimeout.toMillis());
        NumberSetting.COLD_CONSUMERS.show(all, coldReads.consumers());
        NumberSetting.COLD_MAX_QUEUED.show(all, coldReads.maxQueued());
        NumberSetting.COLD_CACHE_BYTES.show(all, coldReads.cacheBytes());
        NumberSetting.COLD_TIMEOUT_MS.show(all, coldReads.timeout().toMillis());
        memory().map(InMemoryReplayStore::keeps).ifPresent(bounds -> show(bounds, all));
    }

    private static void show(MemoryBounds bounds, SortedMap<String, String> all) {
        NumberSetting.MEMORY_RECORDS.show(all, bounds.maxRecords());
        NumberSetting.MEMORY_BYTES.show(all, bounds.maxBytes());
        NumberSetting.MEMORY_AGE_MS.show(all, bounds.maxAge().toMillis());
    }
}
