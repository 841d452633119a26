package io.dashstream.replay.run;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.AppendSignal;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the records that are read from a store. */
final class CountingStore implements ReplayStore {

    private final ReplayStore real;
    private final AtomicLong records = new AtomicLong();

    CountingStore(ReplayStore real) {
        this.real = real;
    }

    void reset() {
        records.set(0);
    }

    long records() {
        return records.get();
    }

    @Override
    public BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log) {
        return real.open(epoch, log);
    }

    @Override
    public void announceEnds(Epoch epoch, Map<Integer, LogEnd> ends) {
        real.announceEnds(epoch, ends);
    }

    @Override
    public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        return real.append(epoch, batches);
    }

    @Override
    public void trim() {
        real.trim();
    }

    @Override
    public CompletionStage<BoundsResult> bounds() {
        return real.bounds();
    }

    @Override
    public CompletionStage<ReadResult> read(ReadRequest request) {
        return real.read(request).thenApply(result -> {
            records.addAndGet(result instanceof Page page ? page.records().size() : 0);
            return result;
        });
    }

    @Override
    public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
        return real.seek(epoch, target);
    }

    @Override
    public AppendSignal appended() {
        return real.appended();
    }

    @Override
    public void close() {
        real.close();
    }
}
