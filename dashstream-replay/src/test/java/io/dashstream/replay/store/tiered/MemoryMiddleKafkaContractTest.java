package io.dashstream.replay.store.tiered;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.AppendSignal;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;

/** With a store in between that fails and loses everything again and again. */
class MemoryMiddleKafkaContractTest extends TieredContract {

    /** Asks again, as sessions do, while only the middle store has what is wanted and does not answer. */
    private record Patient(ReplayStore store) implements ReplayStore {

        @Override
        public CompletionStage<ReadResult> read(ReadRequest request) {
            return CompletableFuture.completedFuture(Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(
                            () -> store.read(request).toCompletableFuture().join(),
                            result -> !(result instanceof Unavailable unavailable)
                                    || !unavailable.reason().contains("middle store")));
        }

        @Override
        public BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log) {
            return store.open(epoch, log);
        }

        @Override
        public void announceEnds(Epoch epoch, Map<Integer, LogEnd> ends) {
            store.announceEnds(epoch, ends);
        }

        @Override
        public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
            return store.append(epoch, batches);
        }

        @Override
        public void trim() {
            store.trim();
        }

        @Override
        public CompletionStage<BoundsResult> bounds() {
            return store.bounds();
        }

        @Override
        public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
            return store.seek(epoch, target);
        }

        @Override
        public AppendSignal appended() {
            return store.appended();
        }

        @Override
        public void close() {
            store.close();
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

    /** The middle store fails at random here, also at its very first command. */
    @Override
    protected boolean reachesFurtherBackOnceHeard() {
        return true;
    }
}
