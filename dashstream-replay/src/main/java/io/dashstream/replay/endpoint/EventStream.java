package io.dashstream.replay.endpoint;

import io.dashstream.replay.dialect.SessionTransport;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events over an asynchronous response: nobody waits for a client that reads slowly. A frame is done when the
 * container can take the next one.
 */
final class EventStream implements SessionTransport, WriteListener {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final AsyncContext context;
    private final ServletOutputStream out;
    private Optional<byte[]> unwritten = Optional.empty();
    private Optional<CompletableFuture<Void>> waiting = Optional.empty();
    private boolean flushed = true;
    private boolean started;
    private boolean closed;

    EventStream(AsyncContext context, ServletOutputStream out) {
        this.context = context;
        this.out = out;
    }

    @Override
    public CompletionStage<Void> send(String text) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                done.completeExceptionally(new IOException("the event stream is closed"));
                return done;
            }
            unwritten = Optional.of(text.getBytes(StandardCharsets.UTF_8));
            waiting = Optional.of(done);
            flushed = false;
        }
        goOn();
        return done;
    }

    @Override
    public CompletionStage<Void> send(ByteBuffer binary) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("event streams are text"));
    }

    @Override
    public synchronized boolean isReady() {
        return waiting.isEmpty() && !closed;
    }

    @Override
    public void close(int code, String reason) {
        end(new IOException("closed: " + reason));
    }

    @Override
    public void onWritePossible() {
        boolean over;
        synchronized (this) {
            started = true;
            over = closed;
        }
        if (over) {
            complete();
        } else {
            goOn();
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(failure);
    }

    /** Writes and flushes as far as the container takes it; called again by the container when it takes more. */
    private void goOn() {
        Optional<CompletableFuture<Void>> done = Optional.empty();
        try {
            synchronized (this) {
                if (!started || closed || !out.isReady()) {
                    return;
                }
                if (unwritten.isPresent()) {
                    byte[] bytes = unwritten.get();
                    unwritten = Optional.empty();
                    out.write(bytes);
                    if (!out.isReady()) {
                        return;
                    }
                }
                if (!flushed) {
                    flushed = true;
                    out.flush();
                    if (!out.isReady()) {
                        return;
                    }
                }
                done = waiting;
                waiting = Optional.empty();
            }
        } catch (IOException | RuntimeException e) {
            end(e);
        }
        // Outside the lock: what follows may send the next frame.
        done.ifPresent(frame -> frame.complete(null));
    }

    private void end(Throwable why) {
        Optional<CompletableFuture<Void>> unsent;
        boolean wasStarted;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            wasStarted = started;
            unsent = waiting;
            waiting = Optional.empty();
        }
        unsent.ifPresent(frame -> frame.completeExceptionally(why));
        // Before the container has begun, its first call ends it: it may still be setting the response up.
        if (wasStarted) {
            complete();
        }
    }

    private void complete() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            LOG.debug("The event stream is over already", e);
        }
    }
}
