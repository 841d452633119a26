package io.dashstream.replay.store.memory;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.AppendSignal;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.EndsHeard;
import io.dashstream.replay.store.EpochChanged;
import io.dashstream.replay.store.Located;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PageFiller;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory: per partition a chunked append-only log, one writer, any number of lock-free readers, bounded by
 * records, bytes and age.
 *
 * <p>Readers work on views that the writer publishes with one volatile write per batch; records are held once and shared
 * by all pages. The retention of this store is a loss only if nothing stands behind it: what it has dropped it reports
 * as a gap. Reads complete at once, on the caller's thread. Thread-safe.
 */
public final class InMemoryReplayStore implements ReplayStore {

    private static final int CHUNK_RECORDS = 512;
    private static final long CHUNK_BYTES = 1 << 20;
    /** A chunk is at most this part of each bound, so that dropping a whole one costs little of what may be kept. */
    private static final int CHUNKS_PER_BOUND = 16;
    /** How many records one read looks at in all before it gives what it has. */
    private static final int SCANS_PER_READ = 20_000;

    private final PartitionLog.ChunkLimits chunkLimits;
    private final Retention retention;
    private final LongSupplier nanoTime;
    private final AppendSignal appended = new AppendSignal();
    private final EndsHeard endsHeard = new EndsHeard();
    private final Object writing = new Object();
    private volatile @Nullable Incarnation current;
    private final LongAdder pages = new LongAdder();
    private final LongAdder pageNanos = new LongAdder();
    private volatile boolean closed;

    /** Creates an empty store with the default bounds. */
    public InMemoryReplayStore() {
        this(MemoryBounds.DEFAULT);
    }

    /**
     * Creates an empty store.
     *
     * @param bounds how much it keeps
     */
    public InMemoryReplayStore(MemoryBounds bounds) {
        this(bounds, System::nanoTime);
    }

    /**
     * Creates an empty store with a clock of its own.
     *
     * @param bounds how much it keeps
     * @param nanoTime monotonic nanoseconds, for retention by age
     */
    public InMemoryReplayStore(MemoryBounds bounds, LongSupplier nanoTime) {
        this.retention = new Retention(bounds);
        this.nanoTime = nanoTime;
        this.chunkLimits = new PartitionLog.ChunkLimits(
                (int) part(bounds.maxRecords(), CHUNK_RECORDS),
                part(bounds.maxBytes(), CHUNK_BYTES),
                part(bounds.maxAge().toNanos(), Long.MAX_VALUE));
    }

    private static long part(long bound, long most) {
        return Math.max(1, Math.min(most, bound / CHUNKS_PER_BOUND));
    }

    @Override
    public BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log) {
        BoundsResult opened = begin(epoch, log);
        appended.raise();
        return opened;
    }

    private BoundsResult begin(Epoch epoch, Map<Integer, LogExtent> log) {
        synchronized (writing) {
            if (closed) {
                return closedStore();
            }
            Incarnation old = current;
            Incarnation base = old != null && old.epoch().equals(epoch) ? old : Incarnation.of(epoch);
            Map<Integer, PartitionLog> added = new HashMap<>();
            log.forEach((partition, extent) -> {
                if (!base.logs().containsKey(partition)) {
                    added.put(partition, new PartitionLog(partition, extent.start(), chunkLimits));
                }
            });
            Incarnation opened = base.with(added);
            log.forEach((partition, extent) -> announceEnd(opened, partition, extent.logEnd()));
            current = opened;
            return opened.bounds(opened.views());
        }
    }

    @Override
    public void announceEnds(Epoch epoch, Map<Integer, LogEnd> ends) {
        synchronized (writing) {
            Incarnation now = current;
            if (now != null && now.epoch().equals(epoch)) {
                ends.forEach((partition, end) -> announceEnd(now, partition, end));
                endsHeard.heard(ends.keySet());
            }
        }
    }

    @Override
    public long endsHeard(int partition) {
        return endsHeard.times(partition);
    }

    private static void announceEnd(Incarnation incarnation, int partition, LogEnd end) {
        PartitionLog log = incarnation.logs().get(partition);
        if (log != null) {
            log.announceEnd(end);
        }
    }

    @Override
    public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        List<AppendResult> results = write(epoch, batches);
        // Not while writing: whoever is woken must not hold up the writer. For what changed nothing nobody is woken.
        if (!batches.stream().allMatch(PartitionBatch::isEmpty)) {
            appended.raise();
        }
        return results;
    }

    private List<AppendResult> write(Epoch epoch, List<PartitionBatch> batches) {
        synchronized (writing) {
            Incarnation now = current;
            List<AppendResult> results = new ArrayList<>(batches.size());
            if (closed || now == null) {
                batches.forEach(batch -> results.add(new AppendResult.Failed("the store is not open")));
            } else if (!now.epoch().equals(epoch)) {
                batches.forEach(batch -> results.add(new AppendResult.Fenced(now.epoch())));
            } else {
                long time = nanoTime.getAsLong();
                batches.forEach(batch -> results.add(logOf(batch).append(batch, time)));
                trim();
            }
            return results;
        }
    }

    private PartitionLog logOf(PartitionBatch batch) {
        Incarnation now = opened();
        PartitionLog log = now.logs().get(batch.partition());
        if (log == null) {
            log = new PartitionLog(batch.partition(), batch.first(), chunkLimits);
            current = now.with(Map.of(batch.partition(), log));
        }
        return log;
    }

    private Incarnation opened() {
        Incarnation now = current;
        if (now == null) {
            throw new IllegalStateException("no epoch is open");
        }
        return now;
    }

    @Override
    public void trim() {
        synchronized (writing) {
            Incarnation now = current;
            if (now != null) {
                retention.apply(now.logs().values(), nanoTime.getAsLong());
            }
        }
    }

    @Override
    public CompletionStage<BoundsResult> bounds() {
        Incarnation now = current;
        if (closed || now == null) {
            return CompletableFuture.completedFuture(closedStore());
        }
        return CompletableFuture.completedFuture(now.bounds(now.views()));
    }

    @Override
    public CompletionStage<ReadResult> read(ReadRequest request) {
        long began = nanoTime.getAsLong();
        ReadResult result = readNow(request);
        pages.increment();
        pageNanos.add(nanoTime.getAsLong() - began);
        return CompletableFuture.completedFuture(result);
    }

    private ReadResult readNow(ReadRequest request) {
        Incarnation now = current;
        if (closed || now == null) {
            return closedStore();
        }
        Cursor cursor = request.cursor();
        if (!cursor.epoch().equals(now.epoch())) {
            return new EpochChanged(now.epoch());
        }
        Map<Integer, LogView> views = now.views();
        List<ViewSource> sources = new ArrayList<>();
        int scans = Math.max(CHUNK_RECORDS, SCANS_PER_READ / Math.max(1, views.size()));
        for (Map.Entry<Integer, Position> wanted : cursor.partitions().entrySet()) {
            int partition = wanted.getKey();
            LogView view = views.get(partition);
            if (view != null) {
                Optional<ReadResult> objection = view.bounds().objection(partition, wanted.getValue());
                if (objection.isPresent()) {
                    return objection.get();
                }
                sources.add(new ViewSource(partition, view, wanted.getValue(), request.filter(), scans));
            }
        }
        return PageFiller.fill(request, sources, now.bounds(views).partitions());
    }

    @Override
    public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
        Incarnation now = current;
        if (closed || now == null) {
            return CompletableFuture.completedFuture(closedStore());
        }
        if (!now.epoch().equals(epoch)) {
            return CompletableFuture.completedFuture(new EpochChanged(now.epoch()));
        }
        return CompletableFuture.completedFuture(Located.at(new Seeker(now.views()).find(target)));
    }

    /**
     * How much the store keeps.
     *
     * @return the bounds that it was made with
     */
    public MemoryBounds keeps() {
        return retention.bounds();
    }

    /**
     * What the store holds and gives.
     *
     * @return figures of one moment
     */
    public MemoryStoreStats stats() {
        synchronized (writing) {
            Incarnation now = current;
            Collection<PartitionLog> logs = now == null ? List.of() : now.logs().values();
            return new MemoryStoreStats(
                    logs.stream().mapToLong(PartitionLog::records).sum(),
                    logs.stream().mapToLong(PartitionLog::bytes).sum(),
                    logs.stream()
                            .filter(PartitionLog::hasChunks)
                            .map(log -> nanoTime.getAsLong() - log.oldestAppendedAt())
                            .max(Long::compare)
                            .map(Duration::ofNanos),
                    pages.sum(),
                    Duration.ofNanos(pageNanos.sum()));
        }
    }

    @Override
    public AppendSignal appended() {
        return appended;
    }

    @Override
    public void close() {
        synchronized (writing) {
            closed = true;
            current = null;
        }
        appended.raise();
    }

    private Unavailable closedStore() {
        return new Unavailable(closed ? "the store is closed" : "no epoch is open yet");
    }
}
