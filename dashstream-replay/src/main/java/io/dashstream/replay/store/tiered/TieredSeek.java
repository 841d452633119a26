package io.dashstream.replay.store.tiered;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Located;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Finds places over all tiers. The deepest tier knows of everything that those before it hold, unless memory outlived it;
 * a thread's newest base is taken from memory if it is there, which costs nothing, and is looked for deeper only if not.
 */
final class TieredSeek {

    private static final PageLimits ONE = new PageLimits(1, 1);

    private final Epoch epoch;
    private final ReplayStore hot;
    private final CompletableFuture<SeekResult> inMemory;

    TieredSeek(Epoch epoch, ReplayStore hot, SeekTarget target) {
        this.epoch = epoch;
        this.hot = hot;
        this.inMemory = hot.seek(epoch, target).toCompletableFuture();
    }

    /** What memory alone finds. */
    CompletableFuture<SeekResult> inMemory() {
        return inMemory;
    }

    /** The first place that any of two tiers knows. */
    CompletableFuture<SeekResult> orEarlier(CompletionStage<SeekResult> deeper) {
        return inMemory.thenCombine(
                deeper,
                (near, far) ->
                        near instanceof Located here && far instanceof Located there ? earlier(here, there) : far);
    }

    static SeekResult earlier(Located one, Located other) {
        Map<Integer, Long> offsets = new HashMap<>(one.offsets());
        other.offsets().forEach((partition, offset) -> offsets.merge(partition, offset, Math::min));
        return Located.at(offsets);
    }

    /** The newest base, from memory if it holds one of the thread. */
    CompletableFuture<SeekResult> newestBase(ThreadKey thread, Supplier<CompletionStage<SeekResult>> deeper) {
        return inMemory.thenCompose(found -> found instanceof Located here
                ? bases(here, thread).thenCompose(bases -> {
                    if (!bases.isEmpty()) {
                        return CompletableFuture.completedFuture(found);
                    }
                    return deeper.get().toCompletableFuture();
                })
                : CompletableFuture.completedFuture(found));
    }

    /** In which partitions the place found is a base, and not just the oldest that memory has of the thread. */
    private CompletableFuture<Set<Integer>> bases(Located found, ThreadKey thread) {
        Set<Integer> bases = new HashSet<>();
        CompletableFuture<?> all = CompletableFuture.completedFuture(bases);
        for (Map.Entry<Integer, Long> place : found.offsets().entrySet()) {
            Cursor at = Cursor.of(epoch, Map.of(place.getKey(), Position.at(place.getValue())));
            ReadRequest request = new ReadRequest(at, ONE, RecordFilter.touching(thread), 0);
            all = all.thenCombine(hot.read(request), (before, result) -> {
                if (result instanceof Page page
                        && page.records().stream()
                                .anyMatch(record -> record.offset() == place.getValue()
                                        && record.label().isBaseOf(thread))) {
                    bases.add(place.getKey());
                }
                return bases;
            });
        }
        return all.thenApply(done -> bases);
    }
}
