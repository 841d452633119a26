package io.dashstream.replay.store.kafka;

import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.ReplayStoreContract;
import io.dashstream.replay.store.SourceLog;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The contract of every store, for reading back from topics of a real broker. */
class KafkaReplayStoreContractIT extends ReplayStoreContract {

    private static EmbeddedKafka kafka;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.builder().property("file.delete.delay.ms", "100").start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Override
    protected int cases() {
        return 4;
    }

    /** No broker begins a topic elsewhere than at 0; over large offsets this store is tested with a scripted log. */
    @Override
    protected List<Long> largeOffsets() {
        return List.of(0L);
    }

    @Override
    protected SourceLog randomLog(RandomGenerator random, int partitions, int recordsPerPartition) {
        return SourceLog.random(random, partitions, recordsPerPartition, 0);
    }

    @Override
    protected ReplayStore newStore() {
        return newStoreThatKeeps(Integer.MAX_VALUE);
    }

    @Override
    protected ReplayStore newStoreThatKeeps(int records) {
        BrokerMirror mirror = new BrokerMirror(kafka, records);
        ReplayStore store = new MirroredStore(mirror, mirror.store());
        open.add(store);
        open.add(mirror);
        return store;
    }
}
