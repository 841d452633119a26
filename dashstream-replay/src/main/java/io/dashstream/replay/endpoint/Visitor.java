package io.dashstream.replay.endpoint;

import io.dashstream.replay.access.AccessRequest;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.client.ClientIdentity;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;

/**
 * Somebody whom the filter has let in. It travels as the request's principal, which is the one thing of a request that
 * every container hands on from the handshake to the WebSocket session.
 *
 * @param identity who it is and what it may read
 */
record Visitor(ClientIdentity identity) implements Principal {

    private static final String ATTRIBUTE = Visitor.class.getName();

    static Visitor of(AccessRequest request, AccessGrant grant) {
        return new Visitor(
                new ClientIdentity(request.principal(), request.client().limitKey(), grant));
    }

    /** Who was let in with this request; empty if the filter was not asked. */
    static Optional<Visitor> behind(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Visitor visitor ? Optional.of(visitor) : Optional.empty();
    }

    void standBehind(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    @Override
    public String getName() {
        return identity.principal().orElse(identity.address());
    }
}
