package io.dashstream.replay.store.tiered;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.DelegatingStore;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.Unavailable;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/** A store outside of the process, as it is seen from inside: it fails, hangs, and comes back without what it had. */
final class ForgetfulStore extends DelegatingStore {

    private final AtomicInteger appends = new AtomicInteger();
    private volatile ReplayStore real = new InMemoryReplayStore();
    private volatile IntPredicate losesAllBefore = append -> false;
    private volatile IntPredicate failsAt = append -> false;
    private volatile boolean away;
    private volatile boolean hangs;
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger reads = new AtomicInteger();

    ForgetfulStore() {
        super(new InMemoryReplayStore());
    }

    @Override
    protected ReplayStore real() {
        return real;
    }

    /** It comes back empty before some of its appends, and fails at others, counted from 1. */
    ForgetfulStore losing(IntPredicate before, IntPredicate failing) {
        losesAllBefore = before;
        failsAt = failing;
        return this;
    }

    void goAway() {
        away = true;
    }

    /** Back again, with all that it had. */
    void comeBack() {
        away = false;
    }

    void comeBackEmpty() {
        real = new InMemoryReplayStore();
        away = false;
    }

    /** Reads are never answered, and what writes is stuck. */
    void hang() {
        hangs = true;
    }

    int reads() {
        return reads.get();
    }

    ReplayStore content() {
        return real;
    }

    @Override
    public BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log) {
        stick();
        return away ? new Unavailable("made to be away") : real.open(epoch, log);
    }

    @Override
    public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        stick();
        int number = appends.incrementAndGet();
        if (losesAllBefore.test(number)) {
            real = new InMemoryReplayStore();
        }
        if (away || failsAt.test(number)) {
            return batches.stream()
                    .<AppendResult>map(batch -> new AppendResult.Failed("made to fail"))
                    .toList();
        }
        return real.append(epoch, batches);
    }

    private void stick() {
        if (hangs) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public CompletionStage<ReadResult> read(ReadRequest request) {
        reads.incrementAndGet();
        if (hangs) {
            return new CompletableFuture<>();
        }
        return away ? CompletableFuture.completedFuture(new Unavailable("made to be away")) : real.read(request);
    }

    @Override
    public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
        return away ? CompletableFuture.completedFuture(new Unavailable("made to be away")) : real.seek(epoch, target);
    }

    @Override
    public void close() {
        hangs = false;
        released.countDown();
    }
}
