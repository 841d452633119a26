package io.dashstream.replay.store.tiered;

import io.dashstream.replay.store.ReplayStore;
import java.util.Optional;

/** With a store in between that fails and loses everything again and again. */
class MemoryMiddleKafkaContractTest extends TieredContract {

    @Override
    Optional<ReplayStore> middle() {
        return Optional.of(new ForgetfulStore().losing(append -> append % 7 == 0, append -> append % 5 == 0));
    }
}
