package io.dashstream.replay.store.kafka;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.store.Located;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.Unavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/**
 * Finds places in the log. Times are asked of Kafka, which has an index by time, and then made exact by looking at the
 * records, as the index also knows markers and aborted records. Threads have no index in Kafka: they are looked for
 * backwards from the end, {@link #BUDGET} chunks in all, and what is older than that is not found.
 */
final class ColdSeek {

    /** So many chunks are looked through for one place, over all partitions together. */
    static final int BUDGET = 256;

    private final ColdEpoch log;
    private final ColdLog cluster;
    private final Chunks chunks;

    ColdSeek(ColdEpoch log, ColdLog cluster, Chunks chunks) {
        this.log = log;
        this.cluster = cluster;
        this.chunks = chunks;
    }

    CompletableFuture<SeekResult> find(SeekTarget target) {
        return offsets(target)
                .<SeekResult>thenApply(Located::at)
                .exceptionally(failure -> new Unavailable(reason(failure)));
    }

    private CompletableFuture<Map<Integer, Long>> offsets(SeekTarget target) {
        if (target instanceof SeekTarget.Timestamp timestamp) {
            return notOlder(timestamp.epochMillis());
        }
        if (target instanceof SeekTarget.NewestBase base) {
            return each((ledger, scan) -> newestBase(ledger, scan, base.thread()));
        }
        return newerThan(((SeekTarget.NewerThan) target).cursor());
    }

    private CompletableFuture<Map<Integer, Long>> notOlder(long epochMillis) {
        if (log.ledgers().isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        return cluster.notOlder(log.ledgers().keySet(), epochMillis).thenCompose(found -> {
            if (!found.log().isSameLogAs(log.epoch())) {
                throw new ColdScan.Stuck("the topic is another one now; it is not open yet");
            }
            return each((ledger, scan) -> {
                long offset = found.offsets().getOrDefault(ledger.partition(), -1L);
                return offset < 0
                        ? CompletableFuture.completedFuture(ledger.end())
                        : scan.first(
                                Math.max(offset, ledger.floor()), record -> record.timestampMillis() >= epochMillis);
            });
        });
    }

    private CompletableFuture<Map<Integer, Long>> newerThan(Cursor cursor) {
        AtomicLong newest = new AtomicLong(Long.MIN_VALUE);
        return each((ledger, scan) -> cursor.position(ledger.partition())
                        .map(position -> scan.last(position.next(), record -> true))
                        .orElse(CompletableFuture.completedFuture(Optional.empty()))
                        .thenApply(record -> {
                            record.ifPresent(last -> newest.accumulateAndGet(last.timestampMillis(), Math::max));
                            return ledger.end();
                        }))
                // A cursor that points at nothing we still have says nothing about time: then only news.
                .thenCompose(ends -> newest.get() == Long.MIN_VALUE
                        ? CompletableFuture.completedFuture(ends)
                        : notOlder(newest.get() + 1));
    }

    private static CompletableFuture<Long> newestBase(Ledger ledger, ColdScan scan, ThreadKey thread) {
        RecordFilter ofThread = RecordFilter.touching(thread);
        AtomicLong oldestSeen = new AtomicLong(ledger.next());
        return scan.last(ledger.next(), record -> {
                    if (!ofThread.accepts(record.label())) {
                        return false;
                    }
                    oldestSeen.set(record.offset());
                    return record.label().isBaseOf(thread);
                })
                .thenApply(base -> base.map(StoredRecord::offset).orElseGet(oldestSeen::get));
    }

    private CompletableFuture<Map<Integer, Long>> each(BiFunction<Ledger, ColdScan, CompletableFuture<Long>> search) {
        Map<Integer, Long> found = new ConcurrentHashMap<>();
        List<CompletableFuture<?>> all = new ArrayList<>();
        int budget = Math.max(1, BUDGET / Math.max(1, log.ledgers().size()));
        log.ledgers()
                .forEach((partition, ledger) -> all.add(search.apply(ledger, new ColdScan(log, ledger, chunks, budget))
                        .thenApply(offset -> found.put(partition, offset))));
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(done -> new HashMap<>(found));
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ColdScan.Stuck ? String.valueOf(cause.getMessage()) : cause.toString();
    }
}
