package io.dashstream.replay.store.kafka;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.kafka.ColdLog.Fetched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that all readers share: however many want one at the same time, Kafka is asked once, and what was read stays
 * for the next as long as there is room. Thread-safe.
 */
final class Chunks {

    private final AsyncCache<ChunkKey, Chunk> cache;
    private final ChunkGrid grid = new ChunkGrid();
    private final ColdLog log;
    private final Supplier<@Nullable ColdEpoch> current;
    private final BiConsumer<Epoch, Map<Integer, Long>> onBegins;
    private final ColdCounters counters;
    private volatile String trouble = "Kafka gave less than it has";

    /**
     * An empty cache.
     *
     * @param current what is known of the log now
     * @param onBegins told when a partition turns out to begin later
     */
    Chunks(
            ColdLog log,
            long maxBytes,
            Supplier<@Nullable ColdEpoch> current,
            BiConsumer<Epoch, Map<Integer, Long>> onBegins,
            ColdCounters counters) {
        this.log = log;
        this.current = current;
        this.onBegins = onBegins;
        this.counters = counters;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((ChunkKey key, Chunk chunk) -> chunk.weight())
                .executor(Runnable::run)
                .buildAsync();
    }

    ChunkKey keyAt(Epoch epoch, Ledger ledger, long offset) {
        return grid.keyAt(epoch, ledger, offset);
    }

    /** Why chunks were missing in an answer, the last time some were. */
    String trouble() {
        return trouble;
    }

    long cached() {
        return cache.synchronous().estimatedSize();
    }

    void forgetAll() {
        cache.synchronous().invalidateAll();
    }

    /**
     * Gets chunks, from whoever has them; those that can't be had are not in the answer.
     *
     * @param wanted which, and an offset of each that it should hold
     */
    CompletableFuture<Map<ChunkKey, Chunk>> get(Map<ChunkKey, Long> wanted) {
        wanted.forEach(this::forgetIfOutgrown);
        int[] missed = {0};
        CompletableFuture<Map<ChunkKey, Chunk>> got = cache.getAll(wanted.keySet(), (missing, executor) -> {
            missed[0] = missing.size();
            return read(Set.copyOf(missing));
        });
        counters.misses.add(missed[0]);
        counters.hits.add(wanted.size() - missed[0]);
        return got;
    }

    /** The end of the log moves on; who wants more must not be told where it was. */
    private void forgetIfOutgrown(ChunkKey key, long offset) {
        CompletableFuture<Chunk> known = cache.getIfPresent(key);
        if (known != null && known.isDone() && !known.isCompletedExceptionally()) {
            Chunk chunk = known.join();
            if (chunk != null && !chunk.settled() && chunk.to() <= offset) {
                cache.asMap().remove(key, known);
            }
        }
    }

    private CompletableFuture<Map<ChunkKey, Chunk>> read(Set<ChunkKey> keys) {
        Map<ChunkRange, ChunkKey> ranges = new HashMap<>();
        ColdEpoch now = current.get();
        for (ChunkKey key : keys) {
            Ledger ledger = now == null || !now.epoch().equals(key.epoch())
                    ? null
                    : now.ledgers().get(key.partition());
            if (ledger != null && ledger.next() > key.from()) {
                long until = Math.min(Chunk.alignedEnd(key.from()), ledger.next());
                ranges.put(new ChunkRange(key.partition(), key.from(), until), key);
            }
        }
        if (ranges.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        long begun = System.nanoTime();
        List<ChunkRange> wanted = new ArrayList<>(ranges.keySet());
        return log.fetch(wanted).thenApply(fetched -> {
            if (!(fetched instanceof Fetched.Busy || fetched instanceof Fetched.Refused)) {
                counters.reads.increment();
                counters.readNanos.add(System.nanoTime() - begun);
            }
            return taken(ranges, fetched);
        });
    }

    private Map<ChunkKey, Chunk> taken(Map<ChunkRange, ChunkKey> ranges, Fetched fetched) {
        Map<ChunkKey, Chunk> taken = new HashMap<>();
        if (fetched instanceof Fetched.Busy busy) {
            counters.busy.increment();
            trouble = busy.reason();
        } else if (fetched instanceof Fetched.Refused refused) {
            counters.failures.increment();
            trouble = refused.reason();
        } else if (fetched instanceof Fetched.Failed failed) {
            counters.failures.increment();
            trouble = failed.reason();
        } else if (fetched instanceof Fetched.Chunks chunks) {
            Epoch epoch = ranges.values().iterator().next().epoch();
            if (chunks.log().isSameLogAs(epoch)) {
                chunks.chunks().forEach((range, chunk) -> taken.put(keep(ranges, range, chunk), chunk));
                onBegins.accept(epoch, chunks.begins());
            } else {
                // What was read may be the other log's. The reader will find out, and open it.
                counters.otherLog.increment();
                trouble = "the topic is another one now; it is not open yet";
            }
        }
        return taken;
    }

    private ChunkKey keep(Map<ChunkRange, ChunkKey> ranges, ChunkRange range, Chunk chunk) {
        ChunkKey key = ranges.get(range);
        if (key == null) {
            throw new IllegalStateException("nobody asked for " + range);
        }
        if (chunk.settled() && chunk.to() < Chunk.alignedEnd(key.from())) {
            grid.endsAt(key, chunk.to());
        }
        return key;
    }
}
