package io.dashstream.replay.store.kafka;

import io.dashstream.replay.store.StoredRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Looks through a partition chunk by chunk, forwards or backwards, for as many chunks as it is given. */
final class ColdScan {

    /** Kafka did not give a chunk that the scan needs. */
    static final class Stuck extends RuntimeException {
        Stuck(String reason) {
            super(reason, null, false, false);
        }
    }

    private final ColdEpoch log;
    private final Ledger ledger;
    private final Chunks chunks;
    private int budget;

    ColdScan(ColdEpoch log, Ledger ledger, Chunks chunks, int budget) {
        this.log = log;
        this.ledger = ledger;
        this.chunks = chunks;
        this.budget = budget;
    }

    /**
     * The offset of the first record from an offset on that fits; the end of the log if none does; where it has come to if
     * the budget is spent.
     */
    CompletableFuture<Long> first(long from, Predicate<StoredRecord> wanted) {
        if (from >= ledger.next()) {
            return CompletableFuture.completedFuture(Math.max(from, ledger.end()));
        }
        if (budget-- <= 0) {
            return CompletableFuture.completedFuture(from);
        }
        return chunkAt(from).thenCompose(chunk -> {
            for (StoredRecord record : chunk.records()) {
                if (record.offset() >= from && record.offset() < ledger.next() && wanted.test(record)) {
                    return CompletableFuture.completedFuture(record.offset());
                }
            }
            return first(chunk.to(), wanted);
        });
    }

    /** The last record before an offset that fits, if there is one and the budget reaches as far. */
    CompletableFuture<Optional<StoredRecord>> last(long before, Predicate<StoredRecord> wanted) {
        long last = Math.min(before, ledger.next()) - 1;
        if (last < ledger.floor() || budget-- <= 0) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return chunkAt(last).thenCompose(chunk -> {
            if (chunk.to() <= last) {
                // It ends early because it is large, which nobody knew; now its end is known.
                return last(before, wanted);
            }
            List<StoredRecord> records = chunk.records();
            for (int i = records.size() - 1; i >= 0; i--) {
                if (records.get(i).offset() <= last && wanted.test(records.get(i))) {
                    return CompletableFuture.completedFuture(Optional.of(records.get(i)));
                }
            }
            return last(chunk.from(), wanted);
        });
    }

    private CompletableFuture<Chunk> chunkAt(long offset) {
        ChunkKey key = chunks.keyAt(log.epoch(), ledger, offset);
        return chunks.get(Map.of(key, offset)).thenApply(got -> {
            Chunk chunk = got.get(key);
            if (chunk == null) {
                throw new Stuck(chunks.trouble());
            }
            return chunk;
        });
    }
}
