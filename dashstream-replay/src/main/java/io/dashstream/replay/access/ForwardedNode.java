package io.dashstream.replay.access;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An address with or without a port, as proxies write it. The port only has to be one; nobody needs it. */
final class ForwardedNode {

    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9a-fA-F:.]+)](?::(.+))?");
    private static final Pattern V4_WITH_PORT = Pattern.compile("([0-9.]+):([^:]+)");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern OBFUSCATED_PORT = Pattern.compile("_[A-Za-z0-9._-]+");
    private static final int LAST_PORT = 65_535;

    private ForwardedNode() {}

    /** Reads a node of X-Forwarded-For: IPv6 may be without brackets. */
    static Optional<InetAddress> lenient(String node) {
        return AddressLiteral.parse(node).or(() -> strict(node));
    }

    /** Reads a node of RFC 7239: IPv6 is in brackets. */
    static Optional<InetAddress> strict(String node) {
        Matcher bracketed = BRACKETED.matcher(node);
        if (bracketed.matches()) {
            String address = bracketed.group(1);
            return address.indexOf(':') >= 0 && isPort(bracketed.group(2))
                    ? AddressLiteral.parse(address)
                    : Optional.empty();
        }
        Matcher withPort = V4_WITH_PORT.matcher(node);
        if (withPort.matches()) {
            return isPort(withPort.group(2)) ? AddressLiteral.parse(withPort.group(1)) : Optional.empty();
        }
        return node.indexOf(':') < 0 ? AddressLiteral.parse(node) : Optional.empty();
    }

    private static boolean isPort(@Nullable String port) {
        return port == null
                || OBFUSCATED_PORT.matcher(port).matches()
                || (PORT.matcher(port).matches() && Integer.parseInt(port) <= LAST_PORT);
    }
}
