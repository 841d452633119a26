package io.dashstream.replay.endpoint;

import io.dashstream.replay.dialect.SessionTransport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frames over a WebSocket. */
final class SocketTransport implements SessionTransport {

    private static final Logger LOG = LoggerFactory.getLogger(SocketTransport.class);

    /** What a container does for a client that does not read must end: it may have a page to write before the Close frame. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    /** Tomcat's name for how long it may block while it writes a Close frame. Others ignore it. */
    private static final String TOMCAT_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    private final Session session;
    private final Executor closer;

    SocketTransport(Session session, Executor closer) {
        this.session = session;
        this.closer = closer;
        session.getUserProperties().put(TOMCAT_SEND_TIMEOUT, CLOSE_TIMEOUT.toMillis());
    }

    @Override
    public CompletionStage<Void> send(String text) {
        return sent(done -> session.getAsyncRemote().sendText(text, done));
    }

    @Override
    public CompletionStage<Void> send(ByteBuffer binary) {
        return sent(done -> session.getAsyncRemote().sendBinary(binary, done));
    }

    /** Jakarta WebSocket does not tell; the stage of the frame before does. */
    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void close(int code, String reason) {
        try {
            // Containers block here until the Close frame is written.
            closer.execute(() -> closeNow(code, reason));
        } catch (RejectedExecutionException e) {
            closeNow(code, reason);
        }
    }

    private void closeNow(int code, String reason) {
        try {
            // Ends a connection that takes no Close frame; where it takes one, nobody waits for this.
            session.setMaxIdleTimeout(CLOSE_TIMEOUT.toMillis());
            session.close(new CloseReason(() -> code, reason));
        } catch (IOException | RuntimeException e) {
            LOG.debug("Closing a WebSocket failed: it is gone", e);
        }
    }

    private static CompletionStage<Void> sent(Consumer<SendHandler> send) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            send.accept(result -> {
                if (result.isOK()) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(result.getException());
                }
            });
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
        return done;
    }
}
