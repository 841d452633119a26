package io.dashstream.replay.store.tiered;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.settings.NumberSetting;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.AppendSignal;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.EpochChanged;
import io.dashstream.replay.store.Located;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import io.dashstream.replay.store.kafka.ColdReadStats;
import io.dashstream.replay.store.kafka.KafkaReplayStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stores behind one another, as one: what is new is read from the first, what that no longer keeps from the next that
 * covers it, and pages go on over the seams.
 *
 * <ul>
 *   <li>the <b>hot</b> store, in memory, takes every append first and alone decides how far the log was read;
 *   <li>the <b>middle</b> store, optional, may be outside of the process. It is filled on a thread of its own, from the tiers
 *       around it and from where it ends: one that fails, hangs or lost something costs the reader nothing, is passed over
 *       by reads, and is caught up when it answers again;
 *   <li><b>Kafka</b> itself, optional, has the last word on what is lost.
 * </ul>
 *
 * <p>A range is a gap only if every tier says so that may have it. A range that only a middle store without an answer is
 * known to hold is {@link Unavailable} meanwhile. When an epoch begins, readers wait for the middle store to say what it has,
 * for the time of one command at most. What it says later counts as far as nobody was told that it is gone. Closing closes
 * all tiers. Thread-safe.
 */
public final class TieredReplayStore implements ReplayStore {

    /** How long one command to the middle store may take, by default. */
    public static final Duration DEFAULT_MIDDLE_TIMEOUT = Duration.ofSeconds(1);

    private static final Duration JOIN = Duration.ofSeconds(2);

    private final ReplayStore hot;
    private final Optional<MiddleTier> middle;
    private final Optional<KafkaReplayStore> cold;
    private final List<LowerTier> lower = new ArrayList<>();
    private final Optional<Feeder> feeder;
    private final Optional<Thread> feeding;

    /**
     * Stacks the tiers; they belong to this store from now on.
     *
     * @param hot the store that takes every append
     * @param middle the store behind it, if there is one
     * @param cold Kafka behind both, if it is to be used
     * @param middleTimeout how long a command to the middle store may take, 10 ms to a minute
     * @throws ReplayException if the time is out of its range
     */
    public TieredReplayStore(
            ReplayStore hot, Optional<ReplayStore> middle, Optional<KafkaReplayStore> cold, Duration middleTimeout) {
        NumberSetting.MIDDLE_STORE_TIMEOUT_MS.checked(middleTimeout);
        this.hot = hot;
        this.cold = cold;
        this.middle = middle.map(store -> new MiddleTier(store, middleTimeout));
        this.middle.ifPresent(lower::add);
        cold.ifPresent(store -> lower.add(new ColdTier(store)));
        List<LowerTier> aroundMiddle =
                lower.stream().filter(tier -> !(tier instanceof MiddleTier)).toList();
        this.feeder = this.middle.map(tier -> new Feeder(tier, request -> read(request, aroundMiddle), middleTimeout));
        this.feeding = feeder.map(work -> {
            Thread thread = new Thread(work, "dashstream-replay-middle");
            thread.setDaemon(true);
            return thread;
        });
        feeding.ifPresent(Thread::start);
    }

    /**
     * What became of the middle store.
     *
     * @return its counters, or empty if there is none
     */
    public Optional<TierStats> middleStats() {
        return feeder.map(work ->
                work.stats(hot.bounds().toCompletableFuture().getNow(new Unavailable("memory does not say at once"))));
    }

    /**
     * What reading back from Kafka has come to.
     *
     * @return its counters, or empty if Kafka is no tier
     */
    public Optional<ColdReadStats> coldStats() {
        return cold.map(KafkaReplayStore::stats);
    }

    @Override
    public BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log) {
        cold.ifPresent(store -> store.open(epoch, log));
        BoundsResult opened = hot.open(epoch, log);
        if (!(opened instanceof StoreBounds bounds)) {
            return opened;
        }
        Map<Integer, Long> covered = new HashMap<>();
        bounds.partitions().forEach((partition, known) -> covered.put(partition, known.next()));
        // Memory that outlived its reader is further than what was opened just now.
        cold.ifPresent(store -> store.coveredTo(epoch, covered));
        feeder.ifPresent(work -> work.follow(epoch, log));
        return extended(bounds);
    }

    @Override
    public void announceEnds(Epoch epoch, Map<Integer, LogEnd> ends) {
        cold.ifPresent(store -> store.announceEnds(epoch, ends));
        hot.announceEnds(epoch, ends);
    }

    @Override
    public long endsHeard(int partition) {
        return hot.endsHeard(partition);
    }

    @Override
    public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        // Kafka's books first: what memory drops at once to make room must be readable from there when it says so.
        cold.ifPresent(store -> store.append(epoch, batches));
        List<AppendResult> results = hot.append(epoch, batches);
        feeder.ifPresent(work -> tell(work, batches));
        return results;
    }

    private static void tell(Feeder work, List<PartitionBatch> batches) {
        for (PartitionBatch batch : batches) {
            if (batch instanceof PartitionBatch.Truncated cut) {
                work.cut(cut);
            } else if (batch instanceof PartitionBatch.Consumed consumed) {
                work.sees(batch.partition(), consumed.from());
            } else if (batch instanceof PartitionBatch.Lost lost) {
                work.sees(batch.partition(), lost.from());
            }
        }
        work.nudge();
    }

    @Override
    public void trim() {
        hot.trim();
        cold.ifPresent(KafkaReplayStore::trim);
    }

    @Override
    public CompletionStage<BoundsResult> bounds() {
        // Only for Kafka to be asked where it begins; what it says shows in the bounds.
        CompletionStage<?> refreshed = cold.<CompletionStage<?>>map(KafkaReplayStore::bounds)
                .orElseGet(() -> CompletableFuture.completedFuture(Boolean.TRUE));
        return refreshed
                .thenCompose(done -> middleHeard())
                .thenCompose(done -> hot.bounds())
                .thenApply(bounds -> bounds instanceof StoreBounds known ? told(extended(known)) : bounds);
    }

    @Override
    public CompletionStage<ReadResult> read(ReadRequest request) {
        return middleHeard().thenCompose(done -> read(request, lower)).thenApply(result -> {
            if (result instanceof Page page) {
                middle.ifPresent(tier -> tier.tell(page.next().epoch(), page.bounds()));
            }
            return result;
        });
    }

    private CompletionStage<?> middleHeard() {
        return middle.<CompletionStage<?>>map(MiddleTier::heard)
                .orElseGet(() -> CompletableFuture.completedFuture(Boolean.TRUE));
    }

    private StoreBounds told(StoreBounds bounds) {
        middle.ifPresent(tier -> tier.tell(bounds.epoch(), bounds.partitions()));
        return bounds;
    }

    private CompletionStage<ReadResult> read(ReadRequest request, List<LowerTier> behind) {
        return hot.bounds().thenCompose(bounds -> {
            if (bounds instanceof Unavailable unavailable) {
                return CompletableFuture.completedFuture(unavailable);
            }
            StoreBounds known = (StoreBounds) bounds;
            if (!known.epoch().equals(request.cursor().epoch())) {
                return CompletableFuture.completedFuture(new EpochChanged(known.epoch()));
            }
            Cursor cursor = request.cursor();
            SortedMap<Integer, PartitionBounds> all = LowerTier.extendAll(behind, known.epoch(), known.partitions());
            Optional<ReadResult> objection = objection(cursor, all);
            if (objection.isPresent()) {
                return CompletableFuture.completedFuture(objection.get());
            }
            ReadRequest vouched =
                    new ReadRequest(vouchedFor(cursor, known), request.limits(), request.filter(), request.turn());
            return isAllHot(vouched, known)
                    ? readHot(vouched, behind)
                    : new TieredRead(vouched, hot, behind, known).run();
        });
    }

    private static Optional<ReadResult> objection(Cursor cursor, SortedMap<Integer, PartitionBounds> all) {
        for (Map.Entry<Integer, Position> at : cursor.partitions().entrySet()) {
            PartitionBounds bounds = all.get(at.getKey());
            Optional<ReadResult> objection =
                    bounds == null ? Optional.empty() : bounds.objection(at.getKey(), at.getValue());
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    /** What all tiers together know to be right, memory alone may not: it is told, and still hears of the next cut. */
    private static Cursor vouchedFor(Cursor cursor, StoreBounds known) {
        Map<Integer, Position> vouched = new HashMap<>();
        cursor.partitions().forEach((partition, position) -> {
            PartitionBounds bounds = known.partitions().get(partition);
            if (bounds != null) {
                vouched.put(partition, bounds.lineage().vouchedFor(position));
            }
        });
        return cursor.with(vouched);
    }

    private static boolean isAllHot(ReadRequest request, StoreBounds known) {
        return request.cursor().partitions().entrySet().stream().allMatch(at -> {
            PartitionBounds bounds = known.partitions().get(at.getKey());
            return bounds == null || bounds.floor() <= at.getValue().next();
        });
    }

    private CompletionStage<ReadResult> readHot(ReadRequest request, List<LowerTier> behind) {
        return hot.read(request).thenCompose(result -> {
            if (!(result instanceof Page page)) {
                return CompletableFuture.completedFuture(result);
            }
            Epoch epoch = request.cursor().epoch();
            if (page.gaps().isEmpty()) {
                return CompletableFuture.completedFuture(new Page(
                        page.records(),
                        page.gaps(),
                        page.next(),
                        LowerTier.extendAll(behind, epoch, page.bounds()),
                        page.nextTurn()));
            }
            // Another tier may have what memory never got.
            return new TieredRead(request, hot, behind, new StoreBounds(epoch, page.bounds())).run();
        });
    }

    @Override
    public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
        return hot.bounds().thenCompose(bounds -> {
            TieredSeek seek = new TieredSeek(epoch, hot, target);
            boolean isAllInMemory = !(bounds instanceof StoreBounds known)
                    || !known.epoch().equals(epoch)
                    || floors(known).equals(floors(extended(known)));
            if (isAllInMemory) {
                return seek.inMemory();
            }
            if (target instanceof SeekTarget.NewestBase base) {
                return seek.newestBase(base.thread(), () -> deepest(epoch, target));
            }
            return target instanceof SeekTarget.Timestamp
                    ? seek.orEarlier(inMiddleToo(epoch, target, deepest(epoch, target)))
                    : deepest(epoch, target);
        });
    }

    private CompletionStage<SeekResult> deepest(Epoch epoch, SeekTarget target) {
        return cold.<CompletionStage<SeekResult>>map(store -> store.seek(epoch, target))
                .orElseGet(() -> middle.map(tier -> tier.seek(epoch, target))
                        .orElseThrow(() -> new IllegalStateException("there is nothing behind memory")));
    }

    /** The middle store may reach back further than Kafka; what it does not answer is found without it. */
    private CompletionStage<SeekResult> inMiddleToo(
            Epoch epoch, SeekTarget target, CompletionStage<SeekResult> deepest) {
        if (cold.isEmpty() || middle.filter(LowerTier::isAnswering).isEmpty()) {
            return deepest;
        }
        MiddleTier between = middle.get();
        return deepest.thenCombine(
                between.seek(epoch, target),
                (last, near) -> last instanceof Located far && near instanceof Located found
                        ? TieredSeek.earlier(far, olderThanKafka(epoch, between, found))
                        : last);
    }

    private Located olderThanKafka(Epoch epoch, MiddleTier between, Located found) {
        Map<Integer, Long> older = new HashMap<>(found.offsets());
        older.entrySet().removeIf(place -> {
            int partition = place.getKey();
            long offset = place.getValue();
            boolean isInKafka = cold.flatMap(store -> store.knownBounds(epoch, partition))
                    .filter(bounds -> bounds.floor() <= offset)
                    .isPresent();
            return isInKafka || !between.covers(epoch, partition, offset);
        });
        return Located.at(older);
    }

    @Override
    public AppendSignal appended() {
        return hot.appended();
    }

    @Override
    public void close() {
        feeder.ifPresent(Feeder::stop);
        feeding.ifPresent(thread -> {
            try {
                thread.join(JOIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        hot.close();
        middle.ifPresent(tier -> tier.store().close());
        cold.ifPresent(KafkaReplayStore::close);
    }

    private static Map<Integer, Long> floors(StoreBounds bounds) {
        Map<Integer, Long> floors = new HashMap<>();
        bounds.partitions().forEach((partition, known) -> floors.put(partition, known.floor()));
        return floors;
    }

    private StoreBounds extended(StoreBounds bounds) {
        return new StoreBounds(bounds.epoch(), LowerTier.extendAll(lower, bounds.epoch(), bounds.partitions()));
    }
}
