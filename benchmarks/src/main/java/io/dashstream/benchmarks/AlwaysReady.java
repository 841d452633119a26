package io.dashstream.benchmarks;

import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.SessionChannel;
import io.dashstream.replay.session.SessionSignal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A client that is ready for whatever comes, has applied it at once, and holds nothing. */
interface AlwaysReady extends SessionChannel {

    /**
     * Takes what is sent.
     *
     * @param signal what is sent
     */
    void take(SessionSignal signal);

    @Override
    default CompletionStage<Void> send(SessionSignal signal) {
        take(signal);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    default boolean isReady() {
        return true;
    }

    @Override
    default void close(CloseReason reason) {
        // Nothing is held.
    }
}
