package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.AwaitingStore;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A server of the simulation: reads the source at its own pace, sometimes loses a part, and answers late or not at all. */
final class SimulatedServer {

    private static final int READ_AT_MOST = 80;

    private final RandomGenerator random;
    private final VirtualScheduler scheduler;
    private final Set<Fault> faults;
    private final int keeps;
    private final Map<Integer, Long> positions = new HashMap<>();
    private final Map<Integer, Integer> cutsSeen = new HashMap<>();
    private final Set<Integer> silent = new TreeSet<>();
    private AwaitingStore store;
    private Epoch epoch;
    private SourceLog source;
    private boolean settled;
    private boolean down;

    SimulatedServer(RandomGenerator random, VirtualScheduler scheduler, Set<Fault> faults, int keeps) {
        this.random = random;
        this.scheduler = scheduler;
        this.faults = faults;
        this.keeps = keeps;
        this.store = emptyStore();
    }

    private AwaitingStore emptyStore() {
        return new AwaitingStore(
                new InMemoryReplayStore(new MemoryBounds(keeps, 1 << 30, Duration.ofDays(1)), scheduler::nanoTime));
    }

    ReplayStore store() {
        return store;
    }

    Epoch epoch() {
        return epoch;
    }

    /** Learns that the log is this one. */
    void attach(Epoch newEpoch, SourceLog newSource) {
        if (!newEpoch.equals(epoch)) {
            cutsSeen.clear();
        }
        epoch = newEpoch;
        source = newSource;
        positions.clear();
        Map<Integer, LogExtent> extents = new HashMap<>();
        newSource.partitions().forEach(partition -> {
            positions.put(partition, newSource.begin(partition));
            extents.put(partition, new LogExtent(newSource.begin(partition), newSource.logEnd(partition)));
            cutsSeen.putIfAbsent(partition, newSource.cuts(partition).size());
        });
        open(extents);
    }

    /** Some partitions may not answer; what the store has of one all the same is read on. */
    private void open(Map<Integer, LogExtent> extents) {
        Set<Integer> unheard = new TreeSet<>();
        if (faults.contains(Fault.SILENT_PARTITIONS) && extents.size() > 1 && random.nextInt(3) == 0) {
            unheard.add(random.nextInt(extents.size()));
            extents.keySet().removeAll(unheard);
        }
        silent.clear();
        silent.addAll(((StoreBounds) store.open(epoch, extents, unheard)).awaited());
    }

    /** The silent partitions say where they are. Whatever was cut of them by then is not in their log. */
    private void allAnswer() {
        List<Integer> heard = List.copyOf(silent);
        silent.clear();
        for (int partition : heard) {
            cutsSeen.put(partition, source.cuts(partition).size());
            long from = Math.min(positions.getOrDefault(partition, source.begin(partition)), source.end(partition));
            positions.put(partition, from);
            take(source.batch(partition, from, from));
        }
        announceEnds();
    }

    private void announceEnds() {
        Map<Integer, LogEnd> ends = new HashMap<>(source.logEnds());
        ends.keySet().removeAll(silent);
        store.announceEnds(epoch, ends);
    }

    /** Dies and comes back with nothing in memory: it reads again from not too far back. */
    void restart() {
        store.close();
        store = emptyStore();
        cutsSeen.clear();
        Map<Integer, LogExtent> extents = new HashMap<>();
        source.partitions().forEach(partition -> {
            long from = Math.max(source.begin(partition), source.end(partition) - random.nextInt(keeps));
            positions.put(partition, from);
            extents.put(partition, new LogExtent(from, source.logEnd(partition)));
            cutsSeen.put(partition, source.cuts(partition).size());
        });
        open(extents);
    }

    /** Its store answers nothing from here on, or again. */
    void goDown(boolean isDown) {
        down = isDown;
    }

    /** Reads a little of one partition. */
    void read() {
        List<Integer> partitions = List.copyOf(source.partitions());
        int partition = partitions.get(random.nextInt(partitions.size()));
        if (silent.contains(partition)) {
            if (random.nextInt(6) == 0) {
                allAnswer();
            }
            return;
        }
        hearOfCuts(partition);
        long from = positions.getOrDefault(partition, source.begin(partition));
        long to = Math.min(source.end(partition), from + random.nextInt(1, READ_AT_MOST));
        if (to > from) {
            // What Kafka dropped before this server came to it.
            boolean lost = faults.contains(Fault.INGEST_LOSSES) && random.nextInt(12) == 0;
            take(
                    lost
                            ? new PartitionBatch.Lost(partition, from, to, GapReason.INGEST_GAP)
                            : source.batch(partition, from, to));
            positions.put(partition, to);
        }
        announceEnds();
    }

    void readToEnd() {
        settled = true;
        down = false;
        allAnswer();
        for (int partition : source.partitions()) {
            hearOfCuts(partition);
            long from = positions.getOrDefault(partition, source.begin(partition));
            take(source.batch(partition, from, source.end(partition)));
            positions.put(partition, source.end(partition));
        }
        announceEnds();
    }

    private void hearOfCuts(int partition) {
        List<PartitionBatch.Truncated> cuts = source.cuts(partition);
        for (int seen = cutsSeen.getOrDefault(partition, 0); seen < cuts.size(); seen++) {
            take(cuts.get(seen));
            positions.merge(partition, cuts.get(seen).end(), Math::min);
        }
        cutsSeen.put(partition, cuts.size());
    }

    private void take(PartitionBatch batch) {
        assertThat(store.append(epoch, List.of(batch))).hasOnlyElementsOfType(AppendResult.Accepted.class);
    }

    /** Answers a question to the store, as faulty stores do. */
    @SuppressWarnings("unchecked")
    <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
        if (settled || !faults.contains(Fault.STORE_OUTAGES)) {
            return real.get();
        }
        int fate = down ? random.nextInt(3) : random.nextInt(40);
        return switch (fate) {
            case 0 -> CompletableFuture.failedFuture(new IllegalStateException("connection reset"));
            // Every result type has this case; the caller sees the one it asked for.
            case 1 -> CompletableFuture.completedFuture((T) new Unavailable("busy"));
            case 2 -> new CompletableFuture<>();
            case 3, 4, 5, 6, 7, 8 -> later(real);
            default -> real.get();
        };
    }

    /** The answer is made now or later, and comes later: the world moves on meanwhile. */
    private <T> CompletionStage<T> later(Supplier<CompletionStage<T>> real) {
        CompletableFuture<T> late = new CompletableFuture<>();
        // Some come so late that nobody waits for them any more, and another question is open.
        Duration delay =
                Duration.ofMillis(random.nextInt(8) == 0 ? random.nextInt(9_900, 10_500) : random.nextInt(500));
        if (random.nextBoolean()) {
            T answer = real.get().toCompletableFuture().join();
            scheduler.schedule(delay, () -> late.complete(answer));
        } else {
            scheduler.schedule(
                    delay, () -> late.complete(real.get().toCompletableFuture().join()));
        }
        return late;
    }
}
