package io.dashstream.replay.store.memory;

import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.ReplayStoreContract;

/** The contract of every store, for the one in memory. */
class InMemoryReplayStoreContractTest extends ReplayStoreContract {

    @Override
    protected ReplayStore newStore() {
        return new InMemoryReplayStore(new MemoryBounds(10_000_000, 1L << 40, forever()));
    }

    @Override
    protected ReplayStore newStoreThatKeeps(int records) {
        return new InMemoryReplayStore(new MemoryBounds(records, 1L << 40, forever()));
    }
}
