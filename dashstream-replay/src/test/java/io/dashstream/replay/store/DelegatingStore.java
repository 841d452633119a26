package io.dashstream.replay.store;

import io.dashstream.replay.epoch.Epoch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Does everything as another store does; a test changes what it is about. */
public abstract class DelegatingStore implements ReplayStore {

    private final ReplayStore real;

    protected DelegatingStore(ReplayStore real) {
        this.real = real;
    }

    /** The store that does it. */
    protected ReplayStore real() {
        return real;
    }

    @Override
    public BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log) {
        return real().open(epoch, log);
    }

    @Override
    public void announceEnds(Epoch epoch, Map<Integer, LogEnd> ends) {
        real().announceEnds(epoch, ends);
    }

    @Override
    public long endsHeard(int partition) {
        return real().endsHeard(partition);
    }

    @Override
    public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        return real().append(epoch, batches);
    }

    @Override
    public void trim() {
        real().trim();
    }

    @Override
    public CompletionStage<BoundsResult> bounds() {
        return real().bounds();
    }

    @Override
    public CompletionStage<ReadResult> read(ReadRequest request) {
        return real().read(request);
    }

    @Override
    public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
        return real().seek(epoch, target);
    }

    @Override
    public AppendSignal appended() {
        return real().appended();
    }

    @Override
    public void close() {
        real().close();
    }
}
