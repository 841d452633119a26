package io.dashstream.replay.store.kafka;

import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.kafka.KafkaClients;
import io.dashstream.replay.kafka.RecordReader;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.AppendSignal;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.EndsHeard;
import io.dashstream.replay.store.EpochChanged;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The log itself as a store: nothing is copied, pages are read back from Kafka.
 *
 * <p>A few consumers without a group read pieces of 512 offsets, at places that are the same for everybody, into a cache
 * that all readers share: however many replay the same stretch, Kafka is asked for it once. What Kafka says it begins with
 * is the truth about loss; offsets without records (transactions, compaction) are none. Every piece is of the log that the
 * cursor belongs to: after it was read, the topic's identity is asked for once more, and if it is another one, the piece is
 * thrown away.
 *
 * <p>Appending keeps only the books: how far the reader has come, what was lost, which leader epochs there were. Nothing is
 * read back from beyond that. When too many reads wait for a consumer, further ones are {@link Unavailable} with "busy", and so are all but one a second while Kafka does not answer.
 * Records are read at once, without blocking the caller. Thread-safe.
 */
public final class KafkaReplayStore implements ReplayStore {

    private static final Duration FLOORS_FRESH_FOR = Duration.ofMillis(500);
    private static final Duration FLOORS_WITHIN = Duration.ofSeconds(2);
    /** How often a read is begun again because a partition was found to begin later. */
    private static final int READ_AGAIN = 2;

    private final ColdLog log;
    private final LongSupplier nanoTime;
    private final Chunks chunks;
    private final ColdCounters counters = new ColdCounters();
    private final AppendSignal appended = new AppendSignal();
    private final EndsHeard endsHeard = new EndsHeard();
    private final Object writing = new Object();
    private volatile @Nullable ColdEpoch current;
    private volatile boolean closed;
    private volatile long floorsAskedAt;

    /**
     * Creates a store over a topic; nothing is connected before the first read.
     *
     * @param clients what makes the clients
     * @param maxMessageBytes how large a message may be, decompressed; a larger one is given as it is and flagged
     * @param settings what reading may cost
     */
    public KafkaReplayStore(KafkaClients clients, int maxMessageBytes, ColdReadSettings settings) {
        this(
                new GuardedColdLog(
                        new KafkaColdLog(
                                settings,
                                () -> consumer(clients, maxMessageBytes),
                                clients::topicAdmin,
                                identity -> identity.epoch(0)),
                        settings.timeout(),
                        System::nanoTime),
                settings,
                System::nanoTime);
    }

    KafkaReplayStore(ColdLog log, ColdReadSettings settings, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.chunks = new Chunks(log, settings.cacheBytes(), () -> current, this::beginAt, counters);
        this.floorsAskedAt = nanoTime.getAsLong() - FLOORS_FRESH_FOR.toNanos();
    }

    private static ColdConsumer consumer(KafkaClients clients, int maxMessageBytes) {
        RecordReader reader = new RecordReader(
                FrameDecoder.builder().maxMessageBytes(maxMessageBytes).build());
        return new ColdConsumer(clients.topic(), clients.coldConsumer(), reader::read, reader::close, System::nanoTime);
    }

    /**
     * What reading has come to.
     *
     * @return counters
     */
    public ColdReadStats stats() {
        return counters.snapshot(chunks.cached(), log.isAnswering());
    }

    @Override
    public BoundsResult open(Epoch epoch, Map<Integer, LogExtent> extents) {
        BoundsResult opened = begin(epoch, extents);
        appended.raise();
        return opened;
    }

    private BoundsResult begin(Epoch epoch, Map<Integer, LogExtent> extents) {
        synchronized (writing) {
            if (closed) {
                return notOpen();
            }
            ColdEpoch old = current;
            boolean goesOn = old != null && old.epoch().equals(epoch);
            TreeMap<Integer, Ledger> ledgers = new TreeMap<>(old != null && goesOn ? old.ledgers() : Map.of());
            extents.forEach((partition, extent) -> ledgers.merge(
                    partition, Ledger.begin(partition, extent), (known, begun) -> known.reaching(extent.logEnd())));
            ColdEpoch opened = new ColdEpoch(epoch, ledgers);
            current = opened;
            if (!goesOn) {
                chunks.forgetAll();
            }
            return opened.bounds();
        }
    }

    /**
     * Says how far each partition was read before this store was opened, by a reader whose own history is older.
     *
     * @param epoch the epoch that the offsets belong to; another than the store's is ignored
     * @param covered the first offset that was not read, by partition
     */
    public void coveredTo(Epoch epoch, Map<Integer, Long> covered) {
        change(epoch, covered, Ledger::coveredTo);
    }

    @Override
    public void announceEnds(Epoch epoch, Map<Integer, LogEnd> ends) {
        if (change(epoch, ends, Ledger::reaching)) {
            endsHeard.heard(ends.keySet());
        }
    }

    @Override
    public long endsHeard(int partition) {
        return endsHeard.times(partition);
    }

    private void beginAt(Epoch epoch, Map<Integer, Long> begins) {
        change(epoch, begins, Ledger::beginningAt);
    }

    /** Says whether the epoch is the current one. */
    private <T> boolean change(Epoch epoch, Map<Integer, T> offsets, BiFunction<Ledger, T, Ledger> change) {
        if (offsets.isEmpty()) {
            return false;
        }
        synchronized (writing) {
            ColdEpoch now = current;
            if (now == null || !now.epoch().equals(epoch)) {
                return false;
            }
            current = now.with(offsets, change);
            return true;
        }
    }

    @Override
    public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        List<AppendResult> results = write(epoch, batches);
        // Not while writing: whoever is woken may read at once, and the read may find out where Kafka begins now.
        if (!batches.stream().allMatch(PartitionBatch::isEmpty)) {
            appended.raise();
        }
        return results;
    }

    private List<AppendResult> write(Epoch epoch, List<PartitionBatch> batches) {
        synchronized (writing) {
            ColdEpoch now = current;
            List<AppendResult> results = new ArrayList<>(batches.size());
            if (closed || now == null) {
                batches.forEach(batch -> results.add(new AppendResult.Failed("the store is not open")));
            } else if (!now.epoch().equals(epoch)) {
                batches.forEach(batch -> results.add(new AppendResult.Fenced(now.epoch())));
            } else {
                Map<Integer, Ledger> changed = new HashMap<>();
                for (PartitionBatch batch : batches) {
                    Ledger.Entry entry = ledger(now, changed, batch).append(batch);
                    changed.put(batch.partition(), entry.ledger());
                    results.add(entry.result());
                }
                current = now.with(changed);
            }
            return results;
        }
    }

    private static Ledger ledger(ColdEpoch now, Map<Integer, Ledger> changed, PartitionBatch batch) {
        Ledger known = changed.getOrDefault(batch.partition(), now.ledgers().get(batch.partition()));
        if (known != null) {
            return known;
        }
        long first = batch.first();
        return Ledger.begin(batch.partition(), new LogExtent(first, first));
    }

    /** Nothing to do: how long records are kept is Kafka's business. */
    @Override
    public void trim() {}

    @Override
    public CompletionStage<BoundsResult> bounds() {
        ColdEpoch now = current;
        if (closed || now == null) {
            return CompletableFuture.completedFuture(notOpen());
        }
        long time = nanoTime.getAsLong();
        if (now.ledgers().isEmpty() || time - floorsAskedAt < FLOORS_FRESH_FOR.toNanos()) {
            return CompletableFuture.completedFuture(now.bounds());
        }
        floorsAskedAt = time;
        return log.begins(now.ledgers().keySet())
                .orTimeout(FLOORS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .handle((begins, failure) -> {
                    if (begins != null && begins.log().isSameLogAs(now.epoch())) {
                        beginAt(now.epoch(), begins.offsets());
                    }
                    // Without an answer, what was known last: it is not above the truth, and a read will find out.
                    ColdEpoch known = current;
                    return known == null ? notOpen() : known.bounds();
                });
    }

    /**
     * Where a partition begins and ends, as far as the store knows without asking Kafka.
     *
     * @param epoch the epoch that is asked about
     * @param partition the partition's number
     * @return the bounds; empty if the store is at another epoch or does not know the partition
     */
    public Optional<PartitionBounds> knownBounds(Epoch epoch, int partition) {
        ColdEpoch now = current;
        return now == null || !now.epoch().equals(epoch)
                ? Optional.empty()
                : Optional.ofNullable(now.ledgers().get(partition)).map(Ledger::bounds);
    }

    @Override
    public CompletionStage<ReadResult> read(ReadRequest request) {
        return read(request, READ_AGAIN);
    }

    private CompletableFuture<ReadResult> read(ReadRequest request, int again) {
        ColdEpoch now = current;
        if (closed || now == null) {
            return CompletableFuture.completedFuture(notOpen());
        }
        return new ColdRead(request, now, chunks).run().thenCompose(result -> {
            boolean isWorthAnother = result instanceof Unavailable && again > 0 && !now.equals(current);
            return isWorthAnother ? read(request, again - 1) : CompletableFuture.completedFuture(result);
        });
    }

    @Override
    public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
        ColdEpoch now = current;
        if (closed || now == null) {
            return CompletableFuture.completedFuture(notOpen());
        }
        if (!now.epoch().equals(epoch)) {
            return CompletableFuture.completedFuture(new EpochChanged(now.epoch()));
        }
        return new ColdSeek(now, log, chunks).find(target);
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
        log.close();
        chunks.forgetAll();
    }

    private Unavailable notOpen() {
        return new Unavailable(closed ? "the store is closed" : "no epoch is open yet");
    }
}
