package io.dashstream.replay.store.kafka;

import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.ReplayStoreContract;

/** The contract of every store, for reading back from a log at any offset, with chunks that end early. */
class KafkaReplayStoreContractTest extends ReplayStoreContract {

    @Override
    protected ReplayStore newStore() {
        return newStoreThatKeeps(Integer.MAX_VALUE);
    }

    @Override
    protected ReplayStore newStoreThatKeeps(int records) {
        ScriptedColdLog log = new ScriptedColdLog(EPOCH);
        return MirroredStore.over(log, records, log.store());
    }
}
