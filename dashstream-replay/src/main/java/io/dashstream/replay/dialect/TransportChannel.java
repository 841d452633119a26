package io.dashstream.replay.dialect;

import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.SessionChannel;
import io.dashstream.replay.session.SessionScheduler;
import io.dashstream.replay.session.SessionSignal;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends what a session says over a transport: the frames of a signal one after the other, and in the end a last word and
 * the close, which waits for the frame under way but never longer than a send may take.
 *
 * <p>Used by one session, which sends one signal at a time.
 */
public final class TransportChannel implements SessionChannel {

    private final SessionTransport transport;
    private final FrameWriter writer;
    private final Pace pace;
    private final SessionScheduler scheduler;
    private final Duration sendTimeout;
    private final ConversationObserver observer;
    private final AtomicBoolean hungUp = new AtomicBoolean();
    private volatile boolean over;
    private CompletionStage<Void> last = CompletableFuture.completedFuture(null);

    /**
     * Creates the channel of one session.
     *
     * @param context the connection
     * @param writer the dialect
     * @param pace how fast records may go out
     */
    public TransportChannel(ConversationContext context, FrameWriter writer, Pace pace) {
        this.transport = context.transport();
        this.writer = writer;
        this.pace = pace;
        this.scheduler = context.scheduler();
        this.sendTimeout = context.settings().sendTimeout();
        this.observer = context.observer();
    }

    @Override
    public CompletionStage<Void> send(SessionSignal signal) {
        long began = scheduler.nanoTime();
        CompletableFuture<Void> sent = new CompletableFuture<>();
        last = sent;
        if (signal instanceof SessionSignal.Records page) {
            pace.spend(page.records().size());
        }
        last.whenComplete((done, failure) -> {
            if (failure == null) {
                observer.sent(signal, Duration.ofNanos(scheduler.nanoTime() - began));
            }
        });
        sendAll(writer.write(signal).iterator(), sent);
        return sent;
    }

    @Override
    public boolean isReady() {
        return transport.isReady() && pace.isOpen();
    }

    @Override
    public void close(CloseReason reason) {
        pace.end();
        switch (reason) {
            case SLOW_CONSUMER, CHANNEL_FAILED -> hangUp(reason);
            case CLIENT_LEFT, PROTOCOL_ERROR, IDLE, INTERNAL_ERROR, DRAINING -> sayGoodBye(reason);
        }
        observer.closed(reason);
    }

    /** The connection is gone already: nothing is sent or closed any more. */
    public void gone() {
        hungUp.set(true);
        over = true;
    }

    private void sayGoodBye(CloseReason reason) {
        SessionScheduler.Timer deadline = scheduler.schedule(sendTimeout, () -> hangUp(reason));
        last.thenCompose(sent -> writer.farewell(reason)
                        .filter(frame -> !over)
                        .map(this::hand)
                        .orElseGet(() -> CompletableFuture.completedFuture(null)))
                .whenComplete((said, failure) -> {
                    deadline.cancel();
                    hangUp(reason);
                });
    }

    private void hangUp(CloseReason reason) {
        over = true;
        if (hungUp.compareAndSet(false, true)) {
            transport.close(reason.closeCode(), reason.label());
        }
    }

    /** A loop and no recursion where the transport takes frames at once: a page has hundreds in the first dialect. */
    private void sendAll(Iterator<Frame> frames, CompletableFuture<Void> done) {
        while (frames.hasNext()) {
            if (over) {
                done.completeExceptionally(new IllegalStateException("the connection is closed"));
                return;
            }
            CompletionStage<Void> sent = hand(frames.next());
            if (!sent.toCompletableFuture().isDone()) {
                sent.whenComplete((ok, failure) -> {
                    if (failure == null) {
                        sendAll(frames, done);
                    } else {
                        done.completeExceptionally(failure);
                    }
                });
                return;
            }
            try {
                sent.toCompletableFuture().join();
            } catch (CompletionException failure) {
                done.completeExceptionally(failure);
                return;
            }
        }
        done.complete(null);
    }

    private CompletionStage<Void> hand(Frame frame) {
        try {
            return frame.sendTo(transport);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
