package io.dashstream.examples.quickstart.replay;

import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.SessionChannel;
import io.dashstream.replay.session.SessionSignal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The client's end of a replay session: hands on what comes until the session says that it has caught up. */
final class RecordChannel implements SessionChannel {

    private final RunCollector runs;
    private final CompletableFuture<Void> complete = new CompletableFuture<>();

    RecordChannel(RunCollector runs) {
        this.runs = runs;
    }

    /** Done when everything that was there when the session began has been handed on. */
    CompletableFuture<Void> complete() {
        return complete;
    }

    @Override
    public CompletionStage<Void> send(SessionSignal signal) {
        try {
            take(signal);
            return CompletableFuture.completedFuture(null);
        } catch (RuntimeException e) {
            complete.completeExceptionally(e);
            return CompletableFuture.failedFuture(e);
        }
    }

    private void take(SessionSignal signal) {
        if (complete.isDone()) {
            return;
        }
        if (signal instanceof SessionSignal.Records page) {
            page.records().forEach(runs::take);
        } else if (signal instanceof SessionSignal.GapNotice notice) {
            runs.gap(notice.gap());
        } else if (signal instanceof SessionSignal.CursorReset reset) {
            runs.fault("the log changed while it was read: " + reset.reason());
        } else if (signal instanceof SessionSignal.ErrorNotice error) {
            runs.fault("reading had to be retried: " + error.message());
        } else if (signal instanceof SessionSignal.ReplayComplete) {
            complete.complete(null);
        }
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void close(CloseReason reason) {
        complete.completeExceptionally(
                new IllegalStateException("The session ended before it was complete: " + reason));
    }
}
