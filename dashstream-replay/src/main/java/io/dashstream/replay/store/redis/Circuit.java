package io.dashstream.replay.store.redis;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;

/**
 * Keeps a Redis that does not answer from costing a time-out per call: after {@value #FAILURES_TO_OPEN} failures in a row
 * calls fail at once, and only the probe asks. An error that Redis sends is an answer and no failure. Thread-safe.
 */
final class Circuit {

    static final int FAILURES_TO_OPEN = 2;

    private final CircuitBreaker<Object> breaker;

    Circuit(Duration probeInterval, Runnable onOpen, Runnable onClose) {
        this.breaker = CircuitBreaker.builder()
                .withFailureThreshold(FAILURES_TO_OPEN)
                .withSuccessThreshold(1)
                // Probes come at this pace by themselves; the breaker is never what they wait for.
                .withDelay(probeInterval.dividedBy(2))
                .onOpen(event -> {
                    // A probe without an answer opens it again; that is the same outage.
                    if (event.getPreviousState() == CircuitBreaker.State.CLOSED) {
                        onOpen.run();
                    }
                })
                .onClose(event -> onClose.run())
                .build();
    }

    boolean isClosed() {
        return breaker.isClosed();
    }

    /** Whether a probe is due; if so, its outcome must be told. */
    boolean takeProbe() {
        return !breaker.isClosed() && breaker.tryAcquirePermit();
    }

    void succeeded() {
        breaker.recordSuccess();
    }

    void failed() {
        breaker.recordFailure();
    }
}
