package io.dashstream.replay.health;

import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.session.PooledSessionScheduler;
import io.dashstream.replay.session.SessionScheduler;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import io.dashstream.replay.store.memory.MemoryStoreStats;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches a reader, its store and its index, every two seconds, and says how they are. It changes nothing and ends nothing: what to
 * do about it is for whoever asks. Thread-safe.
 */
public final class HealthMonitor implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(10);

    private final Supplier<Vitals> vitals;
    private final Supplier<CompletionStage<BoundsResult>> store;
    private final SessionScheduler scheduler;
    private final Runnable onClose;
    private final long begun;
    private final RecentWindow window = new RecentWindow();

    private @Nullable CompletableFuture<BoundsResult> probe;
    private @Nullable BoundsResult bounds;
    private long probedAt;
    private Optional<String> storeTrouble = Optional.empty();
    private Phase phase = Phase.NEW;
    private long phaseSince;
    private boolean wasCaughtUp;
    private boolean closed;

    /**
     * Begins to watch.
     *
     * @param reader the reader, with its store
     * @param hub the sessions
     */
    public HealthMonitor(ReplayReader reader, SessionHub hub) {
        this(() -> Vitals.of(reader, hub), reader.store()::bounds, new PooledSessionScheduler(1));
    }

    private HealthMonitor(
            Supplier<Vitals> vitals, Supplier<CompletionStage<BoundsResult>> store, PooledSessionScheduler own) {
        this(vitals, store, own, own::close);
        watch();
    }

    HealthMonitor(
            Supplier<Vitals> vitals,
            Supplier<CompletionStage<BoundsResult>> store,
            SessionScheduler scheduler,
            Runnable onClose) {
        this.vitals = vitals;
        this.store = store;
        this.scheduler = scheduler;
        this.onClose = onClose;
        this.begun = scheduler.nanoTime();
        this.phaseSince = begun;
    }

    /**
     * How the server is now.
     *
     * @return a snapshot
     */
    public synchronized HealthReport report() {
        long now = scheduler.nanoTime();
        Vitals seen = look(now);
        Recent recent = window.recent();
        HealthRules.Facts facts = new HealthRules.Facts(
                seen, storeTrouble, window.sinceLook(now), Duration.ofNanos(now - phaseSince), wasCaughtUp, recent);
        return new HealthReport(
                HealthRules.kafka(facts),
                HealthRules.store(facts),
                HealthRules.reader(facts),
                HealthRules.runs(facts),
                HealthRules.middle(facts),
                HealthRules.cold(facts),
                seen.reader(),
                recent,
                since(window.lastRecord(), now),
                retention(seen),
                seen.connectedClients(),
                Duration.ofNanos(now - begun));
    }

    /** Stops watching. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        onClose.run();
    }

    private synchronized void watch() {
        if (!closed) {
            look(scheduler.nanoTime());
            scheduler.schedule(EVERY, this::watch);
        }
    }

    private Vitals look(long now) {
        Vitals seen = vitals.get();
        window.take(seen, now);
        Phase present = seen.reader().status().phase();
        if (present != phase) {
            phase = present;
            phaseSince = now;
        }
        wasCaughtUp |= present == Phase.LIVE;
        probe(now);
        return seen;
    }

    private void probe(long now) {
        CompletableFuture<BoundsResult> asked = probe;
        if (asked != null && asked.isDone()) {
            answered(asked);
            asked = null;
        } else if (asked != null && now - probedAt > STORE_PATIENCE.toNanos()) {
            storeTrouble = Optional.of(
                    "no answer for " + Duration.ofNanos(now - probedAt).toSeconds() + " s");
        }
        if (asked == null) {
            probedAt = now;
            asked = ask();
            if (asked.isDone()) {
                answered(asked);
            }
        }
        probe = asked;
    }

    private Retention retention(Vitals seen) {
        OptionalLong offsets = bounds instanceof StoreBounds known && storeTrouble.isEmpty()
                ? OptionalLong.of(known.partitions().values().stream()
                        .mapToLong(partition -> partition.next() - partition.floor())
                        .sum())
                : OptionalLong.empty();
        return new Retention(
                offsets,
                seen.memory().flatMap(MemoryStoreStats::floorAge),
                seen.sessions().headroom());
    }

    private CompletableFuture<BoundsResult> ask() {
        try {
            return store.get().toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void answered(CompletableFuture<BoundsResult> answer) {
        storeTrouble = trouble(answer);
        bounds = storeTrouble.isEmpty() ? answer.join() : null;
    }

    private static Optional<String> trouble(CompletableFuture<BoundsResult> answered) {
        return answered.handle((bounds, failure) -> {
                    if (failure != null) {
                        return Optional.of(failure.toString());
                    }
                    return bounds instanceof Unavailable unavailable
                            ? Optional.of(unavailable.reason())
                            : Optional.<String>empty();
                })
                .join();
    }

    private static Optional<Duration> since(OptionalLong then, long now) {
        return then.isPresent() ? Optional.of(Duration.ofNanos(now - then.getAsLong())) : Optional.empty();
    }
}
