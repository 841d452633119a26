package io.dashstream.replay.client;

import java.util.Optional;

/**
 * A client, as the handshake has found it. Immutable.
 *
 * @param principal who it says it is and was believed to be; for logs only
 * @param address where it comes from, behind whatever proxies are trusted; sessions are limited by this text, so
 *     addresses that belong to one client should have one text (an IPv6 client its /64)
 * @param grant what it may read
 */
public record ClientIdentity(Optional<String> principal, String address, AccessGrant grant) {

    /**
     * A client without a name.
     *
     * @param address where it comes from
     * @param grant what it may read
     * @return the client
     */
    public static ClientIdentity anonymous(String address, AccessGrant grant) {
        return new ClientIdentity(Optional.empty(), address, grant);
    }
}
