package io.dashstream.replay.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one question that a session has put to its store and that is not answered yet. It is answered once: by the store,
 * by its failure, by the time limit, or never, if the session has lost interest meanwhile. Used in the session's mailbox
 * only.
 */
final class Inquiry {

    private final SessionScheduler scheduler;
    private final Mailbox mailbox;
    private final Duration timeout;
    private final Consumer<String> onFailure;

    private SessionScheduler.@Nullable Timer deadline;
    private long questions;
    private boolean open;

    Inquiry(SessionScheduler scheduler, Mailbox mailbox, Duration timeout, Consumer<String> onFailure) {
        this.scheduler = scheduler;
        this.mailbox = mailbox;
        this.timeout = timeout;
        this.onFailure = onFailure;
    }

    boolean isOpen() {
        return open;
    }

    <T> void ask(Supplier<CompletionStage<T>> question, Consumer<T> onAnswer) {
        forget();
        open = true;
        long number = ++questions;
        CompletionStage<T> answer = start(question);
        if (!answer.toCompletableFuture().isDone()) {
            deadline = scheduler.schedule(
                    timeout,
                    () -> mailbox.post(() -> close(number, () -> onFailure.accept("no answer in " + timeout))));
        }
        answer.whenComplete((value, failure) -> mailbox.post(() -> close(number, () -> {
            if (failure != null) {
                onFailure.accept(failure.toString());
            } else {
                onAnswer.accept(value);
            }
        })));
    }

    /** Loses interest in the answer. */
    void forget() {
        open = false;
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    private void close(long number, Runnable then) {
        if (open && number == questions) {
            forget();
            then.run();
        }
    }

    private static <T> CompletionStage<T> start(Supplier<CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
