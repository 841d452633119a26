package io.dashstream.replay.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends signals one at a time, in order. It never holds more than what one read gave (a page and its notices), because
 * the session reads nothing while it is {@link #busy()}.
 *
 * <p>Every send has a deadline, whatever the kind of signal. Used in the session's mailbox only.
 */
final class Outbox {

    private final SessionChannel channel;
    private final SessionScheduler scheduler;
    private final Duration timeout;
    private final Mailbox mailbox;
    private final Runnable onEmpty;
    private final Consumer<CloseReason> onFailure;
    private final Deque<SessionSignal> waiting = new ArrayDeque<>();

    private SessionScheduler.@Nullable Timer deadline;
    private long sends;
    private boolean underWay;
    private boolean closed;
    private long lastSent;

    Outbox(
            SessionChannel channel,
            SessionScheduler scheduler,
            Duration timeout,
            Mailbox mailbox,
            Runnable onEmpty,
            Consumer<CloseReason> onFailure) {
        this.channel = channel;
        this.scheduler = scheduler;
        this.timeout = timeout;
        this.mailbox = mailbox;
        this.onEmpty = onEmpty;
        this.onFailure = onFailure;
        this.lastSent = scheduler.nanoTime();
    }

    boolean busy() {
        return underWay || !waiting.isEmpty();
    }

    boolean isReady() {
        return channel.isReady();
    }

    /** When the last send began, by {@link SessionScheduler#nanoTime()}. */
    long lastSent() {
        return lastSent;
    }

    /** When the send under way began. */
    OptionalLong sendingSince() {
        return underWay ? OptionalLong.of(lastSent) : OptionalLong.empty();
    }

    int waiting() {
        return waiting.size();
    }

    void add(SessionSignal signal) {
        waiting.add(signal);
        sendNext();
    }

    void close(CloseReason reason) {
        closed = true;
        waiting.clear();
        cancelDeadline();
        channel.close(reason);
    }

    private void sendNext() {
        if (underWay || closed) {
            return;
        }
        SessionSignal signal = waiting.poll();
        if (signal == null) {
            onEmpty.run();
            return;
        }
        underWay = true;
        lastSent = scheduler.nanoTime();
        long send = ++sends;
        // In this order: a send that is done when it returns is never late, however long the process stood still in it.
        start(signal).whenComplete((done, failure) -> mailbox.post(() -> finished(send, failure)));
        deadline = scheduler.schedule(timeout, () -> mailbox.post(() -> expired(send)));
    }

    private CompletionStage<Void> start(SessionSignal signal) {
        try {
            return channel.send(signal);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void finished(long send, @Nullable Throwable failure) {
        if (closed || send != sends || !underWay) {
            return;
        }
        underWay = false;
        cancelDeadline();
        if (failure == null) {
            sendNext();
        } else {
            onFailure.accept(CloseReason.CHANNEL_FAILED);
        }
    }

    private void expired(long send) {
        if (!closed && send == sends && underWay) {
            onFailure.accept(CloseReason.SLOW_CONSUMER);
        }
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }
}
