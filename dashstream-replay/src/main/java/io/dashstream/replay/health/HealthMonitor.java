package io.dashstream.replay.health;

import io.dashstream.replay.hub.HubStats;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.reader.ReaderStats;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.session.PooledSessionScheduler;
import io.dashstream.replay.session.SessionScheduler;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches a reader and its store, every two seconds, and says how they are. It changes nothing and ends nothing: what to
 * do about it is for whoever asks. Thread-safe.
 */
public final class HealthMonitor implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(10);

    private final Supplier<ReaderStats> reader;
    private final Supplier<CompletionStage<BoundsResult>> store;
    private final LongSupplier clients;
    private final SessionScheduler scheduler;
    private final Runnable onClose;
    private final long begun;
    private final RecentWindow window = new RecentWindow();

    private @Nullable CompletableFuture<BoundsResult> probe;
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
        this(reader::stats, reader.store()::bounds, () -> sessions(hub), new PooledSessionScheduler(1));
    }

    private HealthMonitor(
            Supplier<ReaderStats> reader,
            Supplier<CompletionStage<BoundsResult>> store,
            LongSupplier clients,
            PooledSessionScheduler own) {
        this(reader, store, clients, own, own::close);
        watch();
    }

    HealthMonitor(
            Supplier<ReaderStats> reader,
            Supplier<CompletionStage<BoundsResult>> store,
            LongSupplier clients,
            SessionScheduler scheduler,
            Runnable onClose) {
        this.reader = reader;
        this.store = store;
        this.clients = clients;
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
        ReaderStats stats = look(now);
        Recent recent = window.recent();
        HealthRules.Facts facts = new HealthRules.Facts(
                stats, storeTrouble, window.sinceLook(now), Duration.ofNanos(now - phaseSince), wasCaughtUp, recent);
        return new HealthReport(
                HealthRules.kafka(facts),
                HealthRules.store(facts),
                HealthRules.reader(facts),
                stats,
                recent,
                since(window.lastRecord(), now),
                clients.getAsLong(),
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

    private ReaderStats look(long now) {
        ReaderStats stats = reader.get();
        window.take(stats, now);
        Phase seen = stats.status().phase();
        if (seen != phase) {
            phase = seen;
            phaseSince = now;
        }
        wasCaughtUp |= seen == Phase.LIVE;
        probe(now);
        return stats;
    }

    private void probe(long now) {
        CompletableFuture<BoundsResult> asked = probe;
        if (asked != null && asked.isDone()) {
            storeTrouble = trouble(asked);
            asked = null;
        } else if (asked != null && now - probedAt > STORE_PATIENCE.toNanos()) {
            storeTrouble = Optional.of(
                    "no answer for " + Duration.ofNanos(now - probedAt).toSeconds() + " s");
        }
        if (asked == null) {
            probedAt = now;
            asked = ask();
            if (asked.isDone()) {
                storeTrouble = trouble(asked);
            }
        }
        probe = asked;
    }

    private CompletableFuture<BoundsResult> ask() {
        try {
            return store.get().toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
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

    private static long sessions(SessionHub hub) {
        HubStats stats = hub.stats();
        return stats.sessions().values().stream().mapToLong(Long::longValue).sum();
    }
}
