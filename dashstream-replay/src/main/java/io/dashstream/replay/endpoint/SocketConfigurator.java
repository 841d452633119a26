package io.dashstream.replay.endpoint;

import io.dashstream.replay.dialect.Dialect;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.function.Supplier;

/** Makes an endpoint for each connection, and chooses the dialect. The filter has checked the origin already. */
final class SocketConfigurator extends ServerEndpointConfig.Configurator {

    private final Supplier<SessionSocket> sockets;

    SocketConfigurator(Supplier<SessionSocket> sockets) {
        this.sockets = sockets;
    }

    @Override
    public boolean checkOrigin(String originHeaderValue) {
        return true;
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return requested.contains(Dialect.V2_SUBPROTOCOL) ? Dialect.V2_SUBPROTOCOL : "";
    }

    /** No compression: what is in the pages is compressed already, and a shared secret beside it could be guessed. */
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return List.of();
    }

    @Override
    public <T> T getEndpointInstance(Class<T> endpointClass) {
        return endpointClass.cast(sockets.get());
    }
}
