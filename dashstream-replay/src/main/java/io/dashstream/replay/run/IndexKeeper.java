package io.dashstream.replay.run;

import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionScheduler;
import io.dashstream.replay.session.StartFrom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an index reading. When its session ends though nobody closed it, what is indexed is dropped, because it would no
 * longer follow the log, and a new session reads the log from its oldest record on. It waits before it does, twice as long
 * each time until one has come to the end. Thread-safe.
 */
final class IndexKeeper implements RunIndexer.Keeper {

    private static final Logger LOG = LoggerFactory.getLogger(IndexKeeper.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final SessionScheduler scheduler;
    private final RunTable table;
    private final Function<RunIndexer.Keeper, ReplaySession> sessions;

    private CompletableFuture<Void> complete = new CompletableFuture<>();
    private @Nullable ReplaySession session;
    private SessionScheduler.@Nullable Timer beginning;
    private Duration wait = FIRST_WAIT;
    private boolean broken;
    private boolean closed;

    /**
     * Creates a keeper; nothing is read before {@link #begin}.
     *
     * @param sessions opens a session that tells the keeper given how it goes
     */
    IndexKeeper(SessionScheduler scheduler, RunTable table, Function<RunIndexer.Keeper, ReplaySession> sessions) {
        this.scheduler = scheduler;
        this.table = table;
        this.sessions = sessions;
    }

    synchronized void begin() {
        if (!closed) {
            ReplaySession opened = sessions.apply(this);
            opened.resume(ResumeRequest.from(StartFrom.earliest()));
            session = opened;
        }
    }

    @Override
    public synchronized void complete() {
        complete.complete(null);
        wait = FIRST_WAIT;
        if (broken) {
            broken = false;
            LOG.info("The index of runs is complete again");
        }
    }

    @Override
    public synchronized void ended(CloseReason reason, Optional<Throwable> failure) {
        if (closed) {
            return;
        }
        table.beginAgain();
        if (complete.isDone()) {
            complete = new CompletableFuture<>();
        }
        if (!broken) {
            broken = true;
            LOG.error(
                    "The index of runs ended ({}) and begins again; until it has read the log anew, it is not complete",
                    reason.label(),
                    failure.orElse(null));
        }
        beginning = scheduler.schedule(wait, this::begin);
        Duration doubled = wait.multipliedBy(2);
        wait = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
    }

    /** Waits until the index has read what the log held when its session looked where that ends. */
    void awaitComplete(Duration atMost) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Void> awaited;
        synchronized (this) {
            awaited = complete;
        }
        awaited.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What the index is doing, for people. */
    synchronized String status() {
        return session == null ? "not started" : session.status().toString();
    }

    synchronized void close() {
        closed = true;
        complete.completeExceptionally(new IllegalStateException("the index was closed"));
        if (beginning != null) {
            beginning.cancel();
        }
        if (session != null) {
            session.close(CloseReason.DRAINING);
        }
    }
}
