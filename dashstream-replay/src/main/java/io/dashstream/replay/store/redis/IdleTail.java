package io.dashstream.replay.store.redis;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.AppendSignal;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One look at Redis for all who have read everything. A parked session looks every second whether a wake-up was lost; as
 * long as nobody wrote, one look of a moment ago answers for all of them, however many they are. Thread-safe.
 */
final class IdleTail {

    /** So much later than without it a lost wake-up is found. */
    static final Duration FRESH_FOR = Duration.ofMillis(500);

    /** A look, begun when the signal was at a version: what was written later raises that, and the look is no longer good. */
    private record Look(long version, long begunAt, CompletableFuture<BoundsResult> bounds) {

        boolean failed() {
            return bounds.isDone() && !(bounds.join() instanceof StoreBounds);
        }
    }

    private final AppendSignal appended;
    private final Known known;
    private final Supplier<CompletableFuture<BoundsResult>> bounds;
    private final LongSupplier nanoTime;
    private Optional<Look> last = Optional.empty();

    IdleTail(
            AppendSignal appended,
            Known known,
            Supplier<CompletableFuture<BoundsResult>> bounds,
            LongSupplier nanoTime) {
        this.appended = appended;
        this.known = known;
        this.bounds = bounds;
        this.nanoTime = nanoTime;
    }

    /** An empty page, if the cursor is at the end and the look shows that it still is; otherwise nothing is known. */
    CompletableFuture<Optional<ReadResult>> read(ReadRequest request) {
        return mayBeAtTheEnd(request.cursor())
                ? look().thenApply(found -> nothingNew(request, found))
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private boolean mayBeAtTheEnd(Cursor cursor) {
        return cursor.partitions().entrySet().stream().allMatch(at -> {
            OptionalLong next = known.next(cursor.epoch(), at.getKey());
            return next.isPresent() && next.getAsLong() == at.getValue().next();
        });
    }

    private synchronized CompletableFuture<BoundsResult> look() {
        long version = appended.version();
        long now = nanoTime.getAsLong();
        if (last.filter(look ->
                        look.version() == version && now - look.begunAt() < FRESH_FOR.toNanos() && !look.failed())
                .isEmpty()) {
            last = Optional.of(new Look(version, now, bounds.get().exceptionally(IdleTail::noAnswer)));
        }
        return last.orElseThrow().bounds();
    }

    private static BoundsResult noAnswer(Throwable failure) {
        return new Unavailable(failure.toString());
    }

    private static Optional<ReadResult> nothingNew(ReadRequest request, BoundsResult found) {
        Cursor cursor = request.cursor();
        if (!(found instanceof StoreBounds store) || !store.epoch().equals(cursor.epoch())) {
            return Optional.empty();
        }
        Map<Integer, Position> next = new HashMap<>();
        for (Map.Entry<Integer, Position> at : cursor.partitions().entrySet()) {
            PartitionBounds end = store.partitions().get(at.getKey());
            if (end == null
                    || end.next() != at.getValue().next()
                    || end.objection(at.getKey(), at.getValue()).isPresent()) {
                return Optional.empty();
            }
            next.put(at.getKey(), end.known(at.getValue()));
        }
        return Optional.of(new Page(List.of(), List.of(), cursor.with(next), store.partitions(), request.turn()));
    }
}
