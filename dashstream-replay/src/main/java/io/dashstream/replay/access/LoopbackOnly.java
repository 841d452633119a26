package io.dashstream.replay.access;

import io.dashstream.replay.access.AccessDecision.Granted;
import io.dashstream.replay.access.AccessDecision.Refused;
import io.dashstream.replay.access.ClientAddress.Quality;
import io.dashstream.replay.client.AccessGrant;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** This machine only; see {@link AccessPolicy#loopbackOnly()}. */
final class LoopbackOnly implements AccessPolicy {

    private static final String INSTEAD =
            "; by default only this machine may read: set an AccessPolicy to let others in";
    private static final List<String> PROXY_HEADERS =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");

    @Override
    public AccessDecision decide(AccessRequest request) {
        ClientAddress client = request.client();
        if (!client.isLoopback()) {
            return new Refused(client.text() + " is not this machine" + INSTEAD);
        }
        if (client.quality() == Quality.STOPPED_UNPARSABLE || client.quality() == Quality.STOPPED_HOPS) {
            return new Refused("what the proxies say of the client can't be read" + INSTEAD);
        }
        Optional<String> proxyHeader = PROXY_HEADERS.stream()
                .filter(name -> !request.header(name).isEmpty())
                .findFirst();
        if (client.quality() == Quality.DIRECT && proxyHeader.isPresent()) {
            return new Refused("a proxy passed this on (" + proxyHeader.get()
                    + ") that is not configured as a trusted one" + INSTEAD);
        }
        Optional<Authority> host = request.onlyHeader("Host").flatMap(Authority::parse);
        if (host.isEmpty() || !isThisMachine(host.get().host())) {
            return new Refused("the request is not for localhost" + INSTEAD);
        }
        return new Granted(AccessGrant.everything());
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || AddressLiteral.parsePeer(host)
                        .map(InetAddress::isLoopbackAddress)
                        .orElse(false);
    }
}
