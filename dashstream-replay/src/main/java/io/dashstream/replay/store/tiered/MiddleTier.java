package io.dashstream.replay.store.tiered;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.EpochChanged;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.Lineage;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * A store between memory and Kafka, which may be outside of the process and may fail. What it was heard to cover is
 * remembered, so that a page costs one round trip; one that did not answer is left alone. What was told to be gone stays
 * gone, also if this store turns out to have it: floors never go back (S6). Thread-safe.
 */
final class MiddleTier implements LowerTier {

    private static final StoreBounds NOTHING = StoreBounds.of(Epoch.of("", "", "", 0), Map.of());

    private final ReplayStore store;
    private final Duration timeout;
    private final LongAdder readFailures = new LongAdder();
    /** Where it really begins, if what it took first was only that something is lost. */
    private final Map<Integer, Long> begins = new ConcurrentHashMap<>();

    private volatile Told told = new Told(NOTHING.epoch(), new ConcurrentHashMap<>());
    private volatile CompletableFuture<StoreBounds> heard = CompletableFuture.completedFuture(NOTHING);
    private volatile StoreBounds known = NOTHING;
    private volatile boolean answers = true;

    /** From where on the tiers together have told that they answer. */
    private record Told(Epoch epoch, ConcurrentHashMap<Integer, Long> floors) {

        void tell(int partition, long floor) {
            if (floor > floor(partition)) {
                floors.merge(partition, floor, Math::max);
            }
        }

        void cut(int partition, long end) {
            floors.computeIfPresent(partition, (same, floor) -> Math.min(floor, end));
        }

        long floor(int partition) {
            return floors.getOrDefault(partition, 0L);
        }
    }

    MiddleTier(ReplayStore store, Duration timeout) {
        this.store = store;
        this.timeout = timeout;
    }

    ReplayStore store() {
        return store;
    }

    long readFailures() {
        return readFailures.sum();
    }

    /** Another epoch begins: what the store has of it counts if it says so in the time of one command. */
    synchronized void expect(Epoch epoch) {
        forget();
        told = new Told(epoch, new ConcurrentHashMap<>());
        heard.complete(NOTHING);
        heard = new CompletableFuture<StoreBounds>()
                .completeOnTimeout(NOTHING, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Done when the store was heard of, or its time is over; readers that come earlier have to wait. */
    CompletionStage<?> heard() {
        return heard;
    }

    /** What the store was heard to hold, all of it. */
    synchronized void learn(StoreBounds bounds) {
        known = bounds;
        if (bounds.epoch().equals(told.epoch())) {
            heard.complete(bounds);
        }
    }

    /** Readers are told that nothing answers for what is in front of these floors. */
    void tell(Epoch epoch, SortedMap<Integer, PartitionBounds> bounds) {
        Told now = told;
        if (now.epoch().equals(epoch)) {
            bounds.forEach((partition, known) -> now.tell(partition, known.floor()));
        }
    }

    /** The log was cut, which readers are told: it grows anew from there. */
    void cut(int partition, long end) {
        told.cut(partition, end);
    }

    /** The store has taken a partition up to an offset. */
    synchronized void reaches(Epoch epoch, int partition, long next) {
        PartitionBounds bounds = known.partitions().get(partition);
        if (known.epoch().equals(epoch) && bounds != null) {
            // Which leader epochs it took on the way is known when it is asked again.
            note(
                    partition,
                    new PartitionBounds(
                            Math.min(bounds.floor(), next), next, Math.max(bounds.end(), next), Lineage.EMPTY));
        }
    }

    /** The store has taken that a range is lost. If it had nothing before, it has nothing yet. */
    synchronized void lacks(Epoch epoch, Gap gap) {
        PartitionBounds bounds = known.partitions().get(gap.partition());
        if (known.epoch().equals(epoch) && bounds != null && floor(gap.partition(), bounds) >= gap.from()) {
            begins.put(gap.partition(), gap.to());
        }
    }

    private long floor(int partition, PartitionBounds bounds) {
        return Math.max(bounds.floor(), Math.max(begins.getOrDefault(partition, 0L), told.floor(partition)));
    }

    /** Nothing is known of it any more. */
    void forget() {
        known = NOTHING;
        begins.clear();
    }

    /** One that does not answer is not asked by readers until it has answered to what fills it. */
    void answers(boolean doesAnswer) {
        answers = doesAnswer;
    }

    @Override
    public String name() {
        return "the middle store";
    }

    @Override
    public boolean covers(Epoch epoch, int partition, long offset) {
        PartitionBounds bounds = known.partitions().get(partition);
        return known.epoch().equals(epoch)
                && bounds != null
                && floor(partition, bounds) <= offset
                && offset < bounds.next();
    }

    @Override
    public OptionalLong floor(Epoch epoch, int partition) {
        PartitionBounds bounds = known.partitions().get(partition);
        return known.epoch().equals(epoch) && bounds != null && floor(partition, bounds) < bounds.next()
                ? OptionalLong.of(floor(partition, bounds))
                : OptionalLong.empty();
    }

    @Override
    public Lineage lineage(Epoch epoch, int partition) {
        PartitionBounds bounds = known.partitions().get(partition);
        return known.epoch().equals(epoch) && bounds != null ? bounds.lineage() : Lineage.EMPTY;
    }

    @Override
    public boolean isAnswering() {
        return answers;
    }

    @Override
    public CompletableFuture<ReadResult> read(ReadRequest request) {
        return ask(() -> store.read(request), Unavailable::new);
    }

    CompletableFuture<SeekResult> seek(Epoch epoch, SeekTarget target) {
        return ask(() -> store.seek(epoch, target), Unavailable::new);
    }

    @Override
    public synchronized void learn(Page page) {
        if (known.epoch().equals(page.next().epoch())) {
            known = new StoreBounds(known.epoch(), page.bounds());
        }
    }

    private void note(int partition, PartitionBounds bounds) {
        TreeMap<Integer, PartitionBounds> all = new TreeMap<>(known.partitions());
        all.put(partition, bounds);
        known = new StoreBounds(known.epoch(), all);
    }

    private interface Excuse<T> {
        T because(String reason);
    }

    private <T> CompletableFuture<T> ask(Supplier<CompletionStage<T>> question, Excuse<T> otherwise) {
        CompletableFuture<T> answer;
        try {
            // A copy, as the time limit is ours and not that of whoever made the future.
            answer = question.get().toCompletableFuture().copy();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).handle((result, failure) -> {
            boolean isAnswer = failure == null && !(result instanceof Unavailable);
            if (!isAnswer) {
                readFailures.increment();
            } else if (result instanceof EpochChanged) {
                forget();
            }
            answers(isAnswer);
            return failure == null ? result : otherwise.because(failure.toString());
        });
    }
}
