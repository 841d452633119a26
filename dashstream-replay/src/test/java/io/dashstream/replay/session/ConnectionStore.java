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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** A server's store as one session of the simulation sees it: its answers pass through the server's faults. */
final class ConnectionStore implements ReplayStore {

    private final SimulatedServer server;
    private final ReplayStore real;
    private final AppendSignal signal;
    private final BooleanSupplier looksForItsStart;
    private final BooleanSupplier mayRead;
    private long reads;

    /**
     * A view of a server's store.
     *
     * @param deaf whether the session is told of nothing that is appended
     * @param looksForItsStart whether the session is asking where to begin, and not reading pages yet
     * @param mayRead whether the session may read at the moment (R9)
     */
    ConnectionStore(SimulatedServer server, boolean deaf, BooleanSupplier looksForItsStart, BooleanSupplier mayRead) {
        this.server = server;
        this.real = server.store();
        this.signal = deaf ? new AppendSignal() : real.appended();
        this.looksForItsStart = looksForItsStart;
        this.mayRead = mayRead;
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
        return server.answer(() -> real.read(request));
    }

    @Override
    public CompletionStage<BoundsResult> bounds() {
        return server.answer(real::bounds);
    }

    @Override
    public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
        return server.answer(() -> real.seek(epoch, target));
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
