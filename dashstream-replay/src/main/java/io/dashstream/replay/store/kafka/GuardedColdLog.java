package io.dashstream.replay.store.kafka;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a Kafka that does not answer from costing every cold page a time-out: after {@value #FAILURES_TO_OPEN} reads in a
 * row that took a whole one in vain, reads fail at once, and one a second finds out whether Kafka is back. What fails
 * quickly was answered. Thread-safe.
 */
final class GuardedColdLog implements ColdLog {

    static final int FAILURES_TO_OPEN = 2;

    private static final Logger LOG = LoggerFactory.getLogger(GuardedColdLog.class);
    private static final Duration PROBE_AFTER = Duration.ofSeconds(1);
    private static final String AWAY = "Kafka did not answer reads of the past; it is being probed";

    private final ColdLog log;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private final CircuitBreaker<Object> breaker = CircuitBreaker.builder()
            .withFailureThreshold(FAILURES_TO_OPEN)
            .withSuccessThreshold(1)
            .withDelay(PROBE_AFTER)
            .onOpen(event -> {
                if (event.getPreviousState() == CircuitBreaker.State.CLOSED) {
                    LOG.warn("Kafka does not answer reads of the past; going on without them");
                }
            })
            .onClose(event -> LOG.info("Kafka answers reads of the past again"))
            .build();

    GuardedColdLog(ColdLog log, Duration timeout, LongSupplier nanoTime) {
        this.log = log;
        this.timeout = timeout;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletableFuture<Fetched> fetch(List<ChunkRange> ranges) {
        if (!breaker.tryAcquirePermit()) {
            return CompletableFuture.completedFuture(new Fetched.Refused(AWAY));
        }
        long begun = nanoTime.getAsLong();
        return log.fetch(ranges).thenApply(fetched -> {
            boolean tookAll = nanoTime.getAsLong() - begun >= timeout.toNanos();
            if (fetched instanceof Fetched.Chunks || (fetched instanceof Fetched.Failed && !tookAll)) {
                breaker.recordSuccess();
            } else if (fetched instanceof Fetched.Failed || breaker.isHalfOpen()) {
                breaker.recordFailure();
            }
            return fetched;
        });
    }

    @Override
    public CompletableFuture<Offsets> begins(Collection<Integer> partitions) {
        return isAway() ? refused() : log.begins(partitions);
    }

    @Override
    public CompletableFuture<Offsets> notOlder(Collection<Integer> partitions, long epochMillis) {
        return isAway() ? refused() : log.notOlder(partitions, epochMillis);
    }

    @Override
    public boolean isAnswering() {
        return breaker.isClosed();
    }

    /** Only until the next probe is due: with nobody reading pages, these questions are all that could find Kafka back. */
    private boolean isAway() {
        return breaker.isOpen() && !breaker.getRemainingDelay().isZero();
    }

    private static <T> CompletableFuture<T> refused() {
        return CompletableFuture.failedFuture(new RejectedExecutionException(AWAY));
    }

    @Override
    public void close() {
        log.close();
    }
}
