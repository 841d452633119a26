package io.dashstream.replay.access;

import io.dashstream.replay.client.AccessGrant;

/**
 * Decides what a request may read, from what is known before it is answered. It is asked once for a WebSocket or an event
 * stream, and once for each plain HTTP request; on the server's threads, so it must be thread-safe and should not block
 * for long. If it throws, the request is refused.
 *
 * <pre>{@code
 * AccessPolicy policy = request -> request.principal()
 *         .<AccessDecision>map(user -> new Granted(AccessGrant.tenants(tenantsOf(user))))
 *         .orElseGet(() -> new Refused("log in first"));
 * }</pre>
 */
@FunctionalInterface
public interface AccessPolicy {

    /**
     * Decides.
     *
     * @param request who asks
     * @return what they may read, or why they may not
     */
    AccessDecision decide(AccessRequest request);

    /**
     * The default: whoever sits at this machine sees everything, everybody else nothing.
     *
     * <p>A proxy on this machine has this machine's address too, so what it passes on for others is told apart by the
     * headers that proxies add, unless the proxy is a trusted one and names this machine as the client. And a page from
     * elsewhere whose name is made to point at this machine has this machine's address, but not its name: only
     * {@code localhost} and loopback addresses are taken for the request's host.
     *
     * @return the policy
     */
    static AccessPolicy loopbackOnly() {
        return new LoopbackOnly();
    }

    /**
     * Everybody sees everything: for a server that only those can reach who may.
     *
     * @return the policy
     */
    static AccessPolicy everybody() {
        return request -> new AccessDecision.Granted(AccessGrant.everything());
    }
}
