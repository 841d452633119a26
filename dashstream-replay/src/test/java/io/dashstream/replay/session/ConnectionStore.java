package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A server's store as one session of the simulation sees it: its answers pass through the server's faults. */
final class ConnectionStore implements ReplayStore {

    private final SimulatedServer server;
    private final ReplayStore real;
    private final AppendSignal signal;
    private final BooleanSupplier looksForItsStart;
    private final BooleanSupplier mayRead;
    private final LongSupplier clock;
    private final Duration leastWait;
    private long reads;
    private long notBefore;

    /**
     * A view of a server's store.
     *
     * @param deaf whether the session is told of nothing that is appended
     * @param looksForItsStart whether the session is asking where to begin, and not reading pages yet
     * @param mayRead whether the session may read at the moment (R9)
     * @param clock the virtual time
     * @param leastWait how long a store that failed is left alone at least
     */
    ConnectionStore(
            SimulatedServer server,
            boolean deaf,
            BooleanSupplier looksForItsStart,
            BooleanSupplier mayRead,
            LongSupplier clock,
            Duration leastWait) {
        this.server = server;
        this.real = server.store();
        this.signal = deaf ? new AppendSignal() : real.appended();
        this.looksForItsStart = looksForItsStart;
        this.mayRead = mayRead;
        this.clock = clock;
        this.leastWait = leastWait;
    }

    long reads() {
        return reads;
    }

    @Override
    public CompletionStage<ReadResult> read(ReadRequest request) {
        if (!looksForItsStart.getAsBoolean()) {
            assertThat(mayRead.getAsBoolean())
                    .as("R9: nothing is read without credit or while the channel is not ready")
                    .isTrue();
            reads++;
        }
        return ask(() -> real.read(request));
    }

    @Override
    public CompletionStage<BoundsResult> bounds() {
        return ask(real::bounds);
    }

    @Override
    public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
        return ask(() -> real.seek(epoch, target));
    }

    private <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        assertThat(clock.getAsLong())
                .as("a store that failed is left alone for a while, whatever is appended and asked for meanwhile")
                .isGreaterThanOrEqualTo(notBefore);
        CompletionStage<T> answer = server.answer(question);
        CompletableFuture<T> given = answer.toCompletableFuture();
        if (given.isCompletedExceptionally() || (given.isDone() && given.join() instanceof Unavailable)) {
            notBefore = clock.getAsLong() + leastWait.toNanos();
        }
        return answer;
    }

    @Override
    public AppendSignal appended() {
        return signal;
    }

    @Override
    public long endsHeard(int partition) {
        return real.endsHeard(partition);
    }

    @Override
    public BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log) {
        throw sessionsOnlyRead();
    }

    @Override
    public void announceEnds(Epoch epoch, Map<Integer, LogEnd> ends) {
        throw sessionsOnlyRead();
    }

    @Override
    public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        throw sessionsOnlyRead();
    }

    @Override
    public void trim() {
        throw sessionsOnlyRead();
    }

    @Override
    public void close() {
        throw sessionsOnlyRead();
    }

    private static AssertionError sessionsOnlyRead() {
        return new AssertionError("a session only reads");
    }
}
