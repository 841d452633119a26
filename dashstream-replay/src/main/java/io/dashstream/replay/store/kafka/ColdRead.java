package io.dashstream.replay.store.kafka;

import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.EpochChanged;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageFiller;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.Unavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One page: what is missing of all partitions is fetched together, at most {@link #ROUNDS} times, as holes and filters may
 * leave a page short; then it is filled like any other page.
 */
final class ColdRead {

    private static final int ROUNDS = 3;

    private final ReadRequest request;
    private final ColdEpoch log;
    private final Chunks chunks;
    private final List<ChunkSource> sources = new ArrayList<>();

    ColdRead(ReadRequest request, ColdEpoch log, Chunks chunks) {
        this.request = request;
        this.log = log;
        this.chunks = chunks;
    }

    CompletableFuture<ReadResult> run() {
        if (!request.cursor().epoch().equals(log.epoch())) {
            return CompletableFuture.completedFuture(new EpochChanged(log.epoch()));
        }
        for (Map.Entry<Integer, Position> wanted : request.cursor().partitions().entrySet()) {
            Ledger ledger = log.ledgers().get(wanted.getKey());
            if (ledger != null) {
                Optional<ReadResult> objection = ledger.bounds().objection(wanted.getKey(), wanted.getValue());
                if (objection.isPresent()) {
                    return CompletableFuture.completedFuture(objection.get());
                }
                sources.add(new ChunkSource(log.epoch(), ledger, wanted.getValue(), request.filter(), chunks));
            }
        }
        return gather(ROUNDS);
    }

    private CompletableFuture<ReadResult> gather(int roundsLeft) {
        Map<ChunkKey, Long> missing = roundsLeft == 0 ? Map.of() : missing();
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(page());
        }
        return chunks.get(missing).thenCompose(got -> {
            sources.forEach(source -> source.feed(got));
            // What failed is not tried again at once: whoever asks waits a while first.
            return gather(got.isEmpty() ? 0 : roundsLeft - 1);
        });
    }

    /** What it takes to fill the page, if what is left of it is shared evenly. */
    private Map<ChunkKey, Long> missing() {
        int records = sources.stream().mapToInt(ChunkSource::available).sum();
        long bytes = sources.stream().mapToLong(ChunkSource::availableBytes).sum();
        List<ChunkSource> hungry =
                sources.stream().filter(ChunkSource::isHungry).toList();
        int left = request.limits().maxRecords() - records;
        if (hungry.isEmpty() || left <= 0 || bytes >= request.limits().maxBytes()) {
            return Map.of();
        }
        int each = (left + hungry.size() - 1) / hungry.size();
        Map<ChunkKey, Long> missing = new HashMap<>();
        hungry.forEach(source -> missing.putAll(source.missing(each)));
        return missing;
    }

    private ReadResult page() {
        Page page = PageFiller.fill(request, sources, log.partitions());
        boolean isBehind = sources.stream().anyMatch(ChunkSource::isHungry);
        boolean hasMoved = sources.stream().anyMatch(ChunkSource::hasMoved);
        // Nothing where there is something is no page: it would look like having caught up.
        return isBehind && !hasMoved ? new Unavailable(chunks.trouble()) : page;
    }
}
