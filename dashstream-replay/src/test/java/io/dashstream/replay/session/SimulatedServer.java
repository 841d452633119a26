package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.Unavailable;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A server of the simulation: reads the source at its own pace, sometimes loses a part, and answers late or not at all. */
final class SimulatedServer implements ScriptedStore.Script {

    private final RandomGenerator random;
    private final VirtualScheduler scheduler;
    private final ScriptedStore store;
    private final Map<Integer, Long> positions = new HashMap<>();
    private Epoch epoch;
    private SourceLog source;
    private boolean faulty = true;

    SimulatedServer(RandomGenerator random, VirtualScheduler scheduler, int keeps) {
        this.random = random;
        this.scheduler = scheduler;
        this.store = new ScriptedStore(
                new InMemoryReplayStore(new MemoryBounds(keeps, 1 << 30, Duration.ofDays(1)), scheduler::nanoTime));
        store.follow(this);
    }

    ScriptedStore store() {
        return store;
    }

    Epoch epoch() {
        return epoch;
    }

    /** Learns that the log is this one. */
    void attach(Epoch newEpoch, SourceLog newSource) {
        epoch = newEpoch;
        source = newSource;
        positions.clear();
        Map<Integer, LogExtent> extents = new HashMap<>();
        newSource.partitions().forEach(partition -> {
            positions.put(partition, newSource.begin(partition));
            extents.put(partition, new LogExtent(newSource.begin(partition), newSource.end(partition)));
        });
        store.open(newEpoch, extents);
    }

    /** Reads a little of one partition. */
    void read() {
        List<Integer> partitions = List.copyOf(source.partitions());
        int partition = partitions.get(random.nextInt(partitions.size()));
        long from = positions.getOrDefault(partition, source.begin(partition));
        long to = Math.min(source.end(partition), from + random.nextInt(1, 40));
        if (to > from) {
            // What Kafka dropped before this server came to it.
            boolean lost = faulty && random.nextInt(12) == 0;
            take(
                    lost
                            ? new PartitionBatch.Lost(partition, from, to, GapReason.INGEST_GAP)
                            : source.batch(partition, from, to));
            positions.put(partition, to);
        }
        store.announceEnds(epoch, source.ends());
    }

    void readToEnd() {
        faulty = false;
        for (int partition : source.partitions()) {
            long from = positions.getOrDefault(partition, source.begin(partition));
            take(source.batch(partition, from, source.end(partition)));
            positions.put(partition, source.end(partition));
        }
        store.announceEnds(epoch, source.ends());
    }

    private void take(PartitionBatch batch) {
        assertThat(store.append(epoch, List.of(batch))).hasOnlyElementsOfType(AppendResult.Accepted.class);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
        int fate = faulty ? random.nextInt(40) : 39;
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
        Duration delay = Duration.ofMillis(random.nextInt(1, 500));
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
