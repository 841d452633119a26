package io.dashstream.replay.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Whose request this is, as far as can be known.
 *
 * @param text the address as text, in one form for one address; what the server calls the peer if that is no address
 * @param address the address, if it is one
 * @param peer what the server calls the other end of the connection
 * @param quality how it came to be known
 */
public record ClientAddress(String text, Optional<InetAddress> address, String peer, Quality quality) {

    private static final int V6_NETWORK_BYTES = 8;

    /** How an address came to be known. */
    public enum Quality {
        /** It is the peer's. */
        DIRECT,
        /** A trusted proxy named it. */
        FORWARDED,
        /** A proxy's header ended in something that is no address, or was too long; what is given is the last good hop. */
        STOPPED_UNPARSABLE,
        /** There were more hops than are followed; what is given is the last of these. */
        STOPPED_HOPS,
        /** Every hop is a trusted proxy: the caller is one of them. */
        ALL_TRUSTED
    }

    static ClientAddress of(InetAddress address, String peer, Quality quality) {
        return new ClientAddress(AddressLiteral.text(address), Optional.of(address), peer, quality);
    }

    /**
     * Whether it is this machine itself.
     *
     * @return true for 127.0.0.0/8 and ::1
     */
    public boolean isLoopback() {
        return address.map(InetAddress::isLoopbackAddress).orElse(false);
    }

    /**
     * What limits count by: of IPv6 the /64, as one subscriber has all of it.
     *
     * @return an address or, for IPv6, a block
     */
    public String limitKey() {
        return address.filter(known -> !AddressLiteral.isV4(known))
                .map(known -> AddressLiteral.text(network(known)) + "/64")
                .orElse(text);
    }

    private static InetAddress network(InetAddress address) {
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, V6_NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are always an address", e);
        }
    }
}
