package io.dashstream.replay.store.tiered;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the middle store on a thread of its own, as a reader of the tiers around it: it has a cursor, which is where the
 * middle store ends. One that was away, or lost its tail, or all, is caught up by the same steps as one that is only a
 * moment behind, and the thread that reads Kafka never waits for it.
 */
final class Feeder implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);
    private static final PageLimits BATCH = new PageLimits(2_000, 1 << 20);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration BACKOFF_LEAST = Duration.ofMillis(50);
    private static final Duration BACKOFF_MOST = Duration.ofSeconds(5);

    /** The middle store, or what is to be read into it, can't be had now. */
    private static final class Setback extends Exception {
        Setback(String reason) {
            super(reason, null, false, false);
        }
    }

    /** How far the middle store has come. */
    private record Reached(Epoch epoch, Map<Integer, Long> next) {

        long lacks(int partition, PartitionBounds memory) {
            return Math.max(0, memory.next() - next.getOrDefault(partition, memory.floor()));
        }
    }

    private final MiddleTier tier;
    private final ReplayStore store;
    private final Function<ReadRequest, CompletionStage<ReadResult>> upper;
    private final Duration timeout;
    private final Semaphore wake = new Semaphore(0);
    private final LongAdder appendFailures = new LongAdder();
    private final LongAdder refills = new LongAdder();
    private final LongAdder fenced = new LongAdder();
    private volatile Optional<Reached> reached = Optional.empty();
    private volatile boolean closed;

    // What the reader's thread leaves for this one.
    private Optional<Epoch> wanted = Optional.empty();
    private final Map<Integer, LogExtent> extents = new HashMap<>();
    private final Map<Integer, PartitionBatch.Truncated> cuts = new HashMap<>();
    private boolean mustOpen;

    // Used by this thread only.
    private final Set<Epoch> left = new HashSet<>();
    private final Map<Integer, Long> cursor = new TreeMap<>();
    private Optional<Epoch> open = Optional.empty();
    private boolean turnedAway;
    private int turn;
    private int failuresInARow;
    private long trimmedAt = System.nanoTime();

    Feeder(MiddleTier tier, Function<ReadRequest, CompletionStage<ReadResult>> upper, Duration timeout) {
        this.tier = tier;
        this.store = tier.store();
        this.upper = upper;
        this.timeout = timeout;
    }

    /** The log is at this epoch; its partitions begin here. */
    synchronized void follow(Epoch epoch, Map<Integer, LogExtent> log) {
        if (!wanted.equals(Optional.of(epoch))) {
            extents.clear();
            cuts.clear();
            tier.expect(epoch);
        }
        wanted = Optional.of(epoch);
        extents.putAll(log);
        mustOpen = true;
        wake.release();
    }

    /** A partition may be new. */
    synchronized void sees(int partition, long start) {
        if (extents.putIfAbsent(partition, new LogExtent(start, start)) == null) {
            mustOpen = true;
        }
    }

    /** The log was cut; what the middle store has from there on is to go. */
    synchronized void cut(PartitionBatch.Truncated cut) {
        tier.cut(cut.partition(), cut.end());
        cuts.merge(
                cut.partition(),
                cut,
                (before, now) -> new PartitionBatch.Truncated(
                        cut.partition(),
                        Math.min(before.end(), now.end()),
                        Math.max(before.leaderEpoch(), now.leaderEpoch())));
        wake.release();
    }

    /** There may be something new. */
    void nudge() {
        wake.release();
    }

    void stop() {
        closed = true;
        wake.release();
    }

    /** What has become of it; how far it is behind is by what memory has now, also while it is away. */
    TierStats stats(BoundsResult memory) {
        return new TierStats(
                tier.isAnswering(),
                behind(memory),
                tier.readFailures(),
                appendFailures.sum(),
                refills.sum(),
                fenced.sum());
    }

    private OptionalLong behind(BoundsResult memory) {
        Optional<Reached> last = reached;
        if (!(memory instanceof StoreBounds bounds)
                || last.isEmpty()
                || !last.get().epoch().equals(bounds.epoch())) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(bounds.partitions().entrySet().stream()
                .mapToLong(known -> last.get().lacks(known.getKey(), known.getValue()))
                .sum());
    }

    @Override
    public void run() {
        while (!closed) {
            wake.drainPermits();
            Duration pause;
            try {
                pause = step() ? Duration.ZERO : QUIET;
                failuresInARow = 0;
            } catch (Setback | RuntimeException e) {
                pause = failed(e);
            }
            reached = open.map(epoch -> new Reached(epoch, Map.copyOf(cursor)));
            pause(pause, failuresInARow == 0);
        }
    }

    private Duration failed(Exception failure) {
        if (failuresInARow == 0) {
            LOG.warn("The middle store is left behind until it answers again: {}", failure.getMessage());
        }
        Duration backoff = BACKOFF_LEAST.multipliedBy(1L << Math.min(failuresInARow, 7));
        failuresInARow++;
        return backoff.compareTo(BACKOFF_MOST) < 0 ? backoff : BACKOFF_MOST;
    }

    private void pause(Duration atMost, boolean untilWoken) {
        long until = System.nanoTime() + atMost.toNanos();
        try {
            for (long now = System.nanoTime(); now < until && !closed; now = System.nanoTime()) {
                if (wake.tryAcquire(until - now, TimeUnit.NANOSECONDS) && untilWoken) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** One batch; whether it may go on at once. */
    private boolean step() throws Setback {
        if (!isOpen()) {
            return false;
        }
        applyCuts();
        trim();
        Map<Integer, Position> from = new HashMap<>();
        // Without leader epochs: that the log was cut is told to us, and comes before what was written since.
        cursor.forEach((partition, next) -> from.put(partition, Position.at(next)));
        Cursor at = Cursor.of(open.orElseThrow(), from);
        ReadResult result = get(upper.apply(new ReadRequest(at, BATCH, RecordFilter.everything(), turn)));
        if (result instanceof Unavailable unavailable) {
            throw new Setback("nothing to fill it with: " + unavailable.reason());
        }
        return result instanceof Page page && feed(page);
    }

    private boolean isOpen() throws Setback {
        Map<Integer, LogExtent> log;
        Epoch epoch;
        synchronized (this) {
            if (wanted.isEmpty()) {
                return false;
            }
            epoch = wanted.get();
            boolean goesOn = open.equals(wanted) && !mustOpen;
            if (goesOn && turnedAway && !isBack(epoch)) {
                return false;
            }
            if (goesOn && !turnedAway && failuresInARow == 0) {
                return true;
            }
            mustOpen = false;
            log = Map.copyOf(extents);
        }
        open.filter(before -> !before.equals(epoch)).ifPresent(left::add);
        BoundsResult opened = guarded(() -> store.open(epoch, log));
        if (!(opened instanceof StoreBounds bounds)) {
            throw unanswered(opened.toString());
        }
        tier.answers(true);
        open = Optional.of(epoch);
        turnedAway = false;
        cursor.clear();
        log.keySet().forEach(partition -> {
            if (bounds.partitions().containsKey(partition)) {
                cursor.put(partition, bounds.partitions().get(partition).next());
            }
        });
        tier.learn(bounds);
        return true;
    }

    /** Whether another server has brought the store to our epoch after all. */
    private boolean isBack(Epoch epoch) {
        try {
            return get(store.bounds()) instanceof StoreBounds bounds
                    && bounds.epoch().equals(epoch);
        } catch (Setback e) {
            return false;
        }
    }

    private void applyCuts() throws Setback {
        List<PartitionBatch> waiting;
        synchronized (this) {
            waiting = List.copyOf(cuts.values());
        }
        if (!waiting.isEmpty()) {
            append(waiting);
            synchronized (this) {
                waiting.forEach(cut -> cuts.remove(cut.partition(), cut));
            }
        }
    }

    private void trim() throws Setback {
        if (System.nanoTime() - trimmedAt >= QUIET.toNanos()) {
            trimmedAt = System.nanoTime();
            guarded(() -> {
                store.trim();
                return true;
            });
            // What it has lost it says only when it is asked, and on an idle topic nothing else does.
            append(cursor.entrySet().stream()
                    .<PartitionBatch>map(
                            at -> new PartitionBatch.Consumed(at.getKey(), at.getValue(), at.getValue(), List.of()))
                    .toList());
        }
    }

    private boolean feed(Page page) throws Setback {
        turn = page.nextTurn();
        Map<Integer, Long> before = Map.copyOf(cursor);
        page.gaps().forEach(gap -> tier.lacks(page.next().epoch(), gap));
        for (List<PartitionBatch> round : rounds(page)) {
            append(round);
        }
        boolean isBehind = page.bounds().entrySet().stream()
                .anyMatch(known -> known.getValue().next()
                        > cursor.getOrDefault(known.getKey(), known.getValue().next()));
        return isBehind && !before.equals(cursor);
    }

    /** A batch holds one thing of each partition: gaps first, then records. */
    private List<List<PartitionBatch>> rounds(Page page) {
        Map<Integer, List<PartitionBatch>> byPartition = new TreeMap<>();
        Map<Integer, Long> at = new HashMap<>(cursor);
        for (Gap gap : page.gaps()) {
            byPartition
                    .computeIfAbsent(gap.partition(), partition -> new ArrayList<>())
                    .add(new PartitionBatch.Lost(gap.partition(), gap.from(), gap.to(), gap.reason()));
            at.put(gap.partition(), gap.to());
        }
        Map<Integer, List<StoredRecord>> records = new HashMap<>();
        page.records()
                .forEach(record -> records.computeIfAbsent(record.partition(), partition -> new ArrayList<>())
                        .add(record));
        page.next().partitions().forEach((partition, next) -> {
            long from = at.getOrDefault(partition, next.next());
            if (next.next() > from) {
                byPartition
                        .computeIfAbsent(partition, key -> new ArrayList<>())
                        .add(new PartitionBatch.Consumed(
                                partition, from, next.next(), records.getOrDefault(partition, List.of())));
            }
        });
        List<List<PartitionBatch>> rounds = new ArrayList<>();
        byPartition.values().forEach(batches -> {
            for (int i = 0; i < batches.size(); i++) {
                if (rounds.size() == i) {
                    rounds.add(new ArrayList<>());
                }
                rounds.get(i).add(batches.get(i));
            }
        });
        return rounds;
    }

    private void append(List<PartitionBatch> batches) throws Setback {
        Epoch epoch = open.orElseThrow();
        List<AppendResult> results = guarded(() -> store.append(epoch, batches));
        for (int i = 0; i < results.size(); i++) {
            settle(epoch, batches.get(i).partition(), results.get(i));
        }
        tier.answers(true);
    }

    private void settle(Epoch epoch, int partition, AppendResult result) throws Setback {
        if (result instanceof AppendResult.Accepted accepted) {
            cursor.put(partition, accepted.next());
            tier.reaches(epoch, partition, accepted.next());
        } else if (result instanceof AppendResult.Hole hole) {
            refills.increment();
            cursor.put(partition, hole.next());
            tier.reaches(epoch, partition, hole.next());
        } else if (result instanceof AppendResult.Fenced fence) {
            fenced.increment();
            tier.forget();
            // One that we have left is another server's that has not heard yet. One that we don't know may be newer
            // than
            // ours: then our reader will find out.
            turnedAway = !left.contains(fence.current());
            throw new Setback("it is at epoch " + fence.current() + ", not " + epoch);
        } else if (result instanceof AppendResult.Failed failed) {
            throw unanswered(failed.reason());
        }
    }

    private interface Command<T> {
        T run();
    }

    private <T> T guarded(Command<T> command) throws Setback {
        try {
            return command.run();
        } catch (RuntimeException e) {
            throw unanswered(e.toString());
        }
    }

    private Setback unanswered(String reason) {
        appendFailures.increment();
        tier.answers(false);
        return new Setback(reason);
    }

    private <T> T get(CompletionStage<T> answer) throws Setback {
        try {
            return answer.toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new Setback(String.valueOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
            throw new Setback("interrupted");
        }
    }
}
