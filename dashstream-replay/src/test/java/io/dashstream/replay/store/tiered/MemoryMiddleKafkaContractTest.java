package io.dashstream.replay.store.tiered;

import io.dashstream.replay.store.DelegatingStore;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;

/** With a store in between that fails and loses everything again and again. */
class MemoryMiddleKafkaContractTest extends TieredContract {

    /** Asks again, as sessions do, while only the middle store has what is wanted and does not answer. */
    private static final class Patient extends DelegatingStore {

        Patient(ReplayStore store) {
            super(store);
        }

        @Override
        public CompletionStage<ReadResult> read(ReadRequest request) {
            return CompletableFuture.completedFuture(Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(
                            () -> super.read(request).toCompletableFuture().join(),
                            result -> !(result instanceof Unavailable unavailable)
                                    || !unavailable.reason().contains("middle store")));
        }
    }

    @Override
    Optional<ReplayStore> middle() {
        return Optional.of(new ForgetfulStore().losing(append -> append % 7 == 0, append -> append % 5 == 0));
    }

    @Override
    ReplayStore asUsed(ReplayStore store) {
        return new Patient(store);
    }
}
