package io.dashstream.replay.access;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * IP addresses as text, and nothing else: no host names, no DNS, none of the short forms of IPv4.
 *
 * <p>{@link InetAddress#getByName} alone resolves names and takes {@code 3325256711} and {@code 1.2} for addresses, so it
 * only ever sees what can be nothing but an IPv6 literal.
 */
final class AddressLiteral {

    /** An octet without leading zeros: some readers take {@code 010} for eight. */
    private static final String OCTET = "(0|[1-9][0-9]{0,2})";

    private static final Pattern V4 = Pattern.compile(OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET);
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F.]{0,4}:[0-9a-fA-F:.]{1,42}");
    private static final int V6_GROUPS = 8;
    private static final int V4_BYTES = 4;

    private AddressLiteral() {}

    /**
     * Reads an address. An IPv4 address in IPv6 form comes out as IPv4, as the same host has both names.
     *
     * @param text an IPv4 or IPv6 address, without brackets, port and zone
     * @return the address, or empty if the text is anything else
     */
    static Optional<InetAddress> parse(String text) {
        if (text.indexOf(':') >= 0) {
            return V6.matcher(text).matches() ? ofLiteral(text) : Optional.empty();
        }
        Matcher octets = V4.matcher(text);
        return octets.matches() ? v4(octets) : Optional.empty();
    }

    /**
     * Reads the address of a socket's peer, which may carry a zone.
     *
     * @param peer what the server calls the peer
     * @return the address, or empty if it is none: a path, for instance
     */
    static Optional<InetAddress> parsePeer(String peer) {
        int zone = peer.indexOf('%');
        String bare = zone < 0 ? peer : peer.substring(0, zone);
        return parse(bare.startsWith("[") && bare.endsWith("]") ? bare.substring(1, bare.length() - 1) : bare);
    }

    /** The text of an address, for IPv6 as RFC 5952 wants it: one text for one address. */
    static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == V4_BYTES ? address.getHostAddress() : text(groups(bytes));
    }

    private static Optional<InetAddress> v4(Matcher octets) {
        byte[] bytes = new byte[V4_BYTES];
        for (int i = 0; i < V4_BYTES; i++) {
            int octet = Integer.parseInt(octets.group(i + 1));
            if (octet > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) octet;
        }
        return ofBytes(bytes);
    }

    private static Optional<InetAddress> ofBytes(byte[] bytes) {
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are always an address", e);
        }
    }

    /** With a colon in it, the JDK takes the text for an IPv6 literal or refuses it; it asks no name server. */
    private static Optional<InetAddress> ofLiteral(String text) {
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static int[] groups(byte[] bytes) {
        int[] groups = new int[V6_GROUPS];
        for (int i = 0; i < V6_GROUPS; i++) {
            groups[i] = Byte.toUnsignedInt(bytes[2 * i]) << 8 | Byte.toUnsignedInt(bytes[2 * i + 1]);
        }
        return groups;
    }

    private static String text(int[] groups) {
        int start = -1;
        int length = 1;
        for (int i = 0; i < V6_GROUPS; i++) {
            int zeros = zerosAt(groups, i);
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < V6_GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                boolean separated = text.isEmpty() || text.charAt(text.length() - 1) == ':';
                text.append(separated ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static int zerosAt(int[] groups, int from) {
        int to = from;
        while (to < V6_GROUPS && groups[to] == 0) {
            to++;
        }
        return to - from;
    }

    /** Whether an address is IPv4. */
    static boolean isV4(InetAddress address) {
        return address instanceof Inet4Address;
    }
}
