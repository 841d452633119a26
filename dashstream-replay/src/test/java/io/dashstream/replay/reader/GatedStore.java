package io.dashstream.replay.reader;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.DelegatingStore;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReplayStore;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that survives its reader, as one outside of the process would, and at whose gate the reader can be held. */
final class GatedStore extends DelegatingStore {

    private final Semaphore gate = new Semaphore(1);
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger failing = new AtomicInteger();

    GatedStore(ReplayStore real) {
        super(real);
    }

    /** From the next batch with records on, the reader is held. */
    void shut() {
        gate.acquireUninterruptibly();
    }

    void open() {
        gate.release();
    }

    boolean holdsTheReader() {
        return held.get() > 0;
    }

    /** The next so many appends fail. */
    void failNext(int appends) {
        failing.set(appends);
    }

    @Override
    public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        held.incrementAndGet();
        gate.acquireUninterruptibly();
        gate.release();
        held.decrementAndGet();
        if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return batches.stream()
                    .<AppendResult>map(batch -> new AppendResult.Failed("made to fail"))
                    .toList();
        }
        return real().append(epoch, batches);
    }

    @Override
    public void close() {
        // It outlives its reader.
        real().trim();
    }
}
