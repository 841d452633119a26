package io.dashstream.replay.access;

import io.dashstream.replay.ReplayException;
import java.net.InetAddress;

/**
 * A block of addresses, compared on bytes.
 *
 * @param network an address of the block
 * @param prefix how many leading bits all its addresses share
 */
record Cidr(InetAddress network, int prefix) {

    private static final String ALLOWED = "an address such as 10.0.0.7 or a block such as 10.0.0.0/8 or 2001:db8::/32";

    /**
     * Reads a block.
     *
     * @param text an address, alone or with the length of a prefix
     * @throws ReplayException if it is anything else, a host name for instance
     */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = AddressLiteral.parse(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> invalid(text));
        int bits = network.getAddress().length * Byte.SIZE;
        if (slash < 0) {
            return new Cidr(network, bits);
        }
        String length = text.substring(slash + 1);
        if (!length.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(length) > bits) {
            throw invalid(text);
        }
        return new Cidr(network, Integer.parseInt(length));
    }

    boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] others = address.getAddress();
        if (mine.length != others.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != others[i]) {
                return false;
            }
        }
        int rest = prefix % Byte.SIZE;
        int mask = 0xff << (Byte.SIZE - rest) & 0xff;
        return rest == 0 || ((mine[whole] ^ others[whole]) & mask) == 0;
    }

    private static ReplayException invalid(String text) {
        return new ReplayException("trusted proxy \"" + text + "\" is not " + ALLOWED);
    }
}
