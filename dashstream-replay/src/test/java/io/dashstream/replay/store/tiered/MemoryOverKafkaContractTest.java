package io.dashstream.replay.store.tiered;

import io.dashstream.replay.store.ReplayStore;
import java.util.Optional;

class MemoryOverKafkaContractTest extends TieredContract {

    @Override
    Optional<ReplayStore> middle() {
        return Optional.empty();
    }
}
