package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A channel that keeps what it gets, and takes the next signal when the test lets it. */
final class RecordingChannel implements SessionChannel {

    private final List<SessionSignal> signals = new ArrayList<>();
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
    private boolean stalled;
    private boolean ready = true;
    private Optional<CloseReason> closed = Optional.empty();

    @Override
    public CompletionStage<Void> send(SessionSignal signal) {
        assertThat(underWay).as("R8: one signal at a time").isDone();
        assertThat(closed).as("nothing is sent to a closed channel").isEmpty();
        signals.add(signal);
        underWay = stalled ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
        return underWay;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void close(CloseReason reason) {
        assertThat(closed).as("closed once").isEmpty();
        closed = Optional.of(reason);
    }

    /** From the next signal on, sends are not done until {@link #accept}. */
    void stall() {
        stalled = true;
    }

    /** The signal under way is taken. */
    void accept() {
        underWay.complete(null);
    }

    void unstall() {
        stalled = false;
        underWay.complete(null);
    }

    void fail() {
        underWay.completeExceptionally(new IllegalStateException("connection reset"));
    }

    void ready(boolean isReady) {
        ready = isReady;
    }

    Optional<CloseReason> closed() {
        return closed;
    }

    List<SessionSignal> signals() {
        return signals;
    }

    <T extends SessionSignal> List<T> all(Class<T> type) {
        return signals.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends SessionSignal> T only(Class<T> type) {
        assertThat(all(type)).hasSize(1);
        return all(type).get(0);
    }

    List<String> kinds() {
        return signals.stream().map(signal -> signal.getClass().getSimpleName()).toList();
    }

    /** All but the signs of life of a session that waits. */
    List<String> news() {
        return kinds().stream().filter(kind -> !kind.equals("Waiting")).toList();
    }

    List<StoredRecord> records() {
        return all(SessionSignal.Records.class).stream()
                .flatMap(page -> page.records().stream())
                .toList();
    }

    void forget() {
        signals.clear();
    }
}
