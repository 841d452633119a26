package io.dashstream.producer.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records that the sink has and has not answered for, in generations: a flush closes the present generation and waits for it
 * and all before it, whatever comes later.
 *
 * <p>{@link #begin} and {@link #cut} are for the worker; a generation's {@link Generation#end} for any thread.
 */
final class InFlight {

    private Generation current = new Generation();
    private CompletableFuture<Void> earlier = CompletableFuture.completedFuture(null);

    Generation begin() {
        current.open.incrementAndGet();
        return current;
    }

    /** Completes when everything that began before this call has ended. */
    CompletableFuture<Void> cut() {
        Generation closed = current;
        current = new Generation();
        earlier = CompletableFuture.allOf(earlier, closed.done);
        closed.end();
        return earlier;
    }

    /** What began between two cuts. Held open by the worker's own count until it is cut. */
    static final class Generation {

        private final AtomicLong open = new AtomicLong(1);
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        void end() {
            if (open.decrementAndGet() == 0) {
                done.complete(null);
            }
        }
    }
}
