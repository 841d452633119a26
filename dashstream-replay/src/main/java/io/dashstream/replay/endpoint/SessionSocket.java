package io.dashstream.replay.endpoint;

import io.dashstream.replay.dialect.Conversation;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.hub.Opening;
import io.dashstream.replay.hub.SessionHub;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket connection: hands what comes in to its conversation. The container calls one method at a time.
 *
 * <p>Public because containers insist on it; it is made by {@link ReplayEndpoint} alone.
 */
public final class SessionSocket extends Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(SessionSocket.class);
    private static final int NOT_ALLOWED = 4403;

    /** A client has nothing binary to say. */
    private static final int BINARY_LIMIT = 1;

    private final SessionHub hub;
    private final Executor closer;
    private volatile Optional<Conversation> conversation = Optional.empty();

    SessionSocket(SessionHub hub, Executor closer) {
        this.hub = hub;
        this.closer = closer;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        SocketTransport transport = new SocketTransport(session, closer);
        if (!(session.getUserPrincipal() instanceof Visitor visitor)) {
            LOG.error(
                    "A WebSocket came past the access filter and is closed: see ReplayEndpoint on how to register it");
            transport.close(NOT_ALLOWED, "not_allowed");
            return;
        }
        // The container closes with 1009 before it has buffered more than this.
        session.setMaxTextMessageBufferSize(hub.limits().controlFrameBytes());
        session.setMaxBinaryMessageBufferSize(BINARY_LIMIT);
        // Who is idle and for how long is the conversation's business.
        session.setMaxIdleTimeout(0);
        Dialect dialect = Dialect.V2_SUBPROTOCOL.equals(session.getNegotiatedSubprotocol()) ? Dialect.V2 : Dialect.V1;
        Opening opening = hub.open(dialect, visitor.identity(), transport);
        if (opening instanceof Opening.Opened opened) {
            Conversation begun = opened.conversation();
            conversation = Optional.of(begun);
            session.addMessageHandler(String.class, (MessageHandler.Whole<String>) begun::onText);
        } else if (opening instanceof Opening.Refused refused) {
            transport.close(refused.reason().closeCode(), refused.reason().code());
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        conversation.ifPresent(Conversation::onClosed);
    }

    @Override
    public void onError(Session session, Throwable failure) {
        // A client that is gone, or one that sent too much. The container closes; onClose follows.
        LOG.debug("A WebSocket failed", failure);
    }
}
