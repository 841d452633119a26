package io.dashstream.replay.access;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which header of a proxy says whom it serves. Exactly one, as a proxy that writes one passes the other on unread. */
public enum ClientHeader {
    /** None: the peer of the connection is the client. */
    NONE,
    /** {@code X-Forwarded-For: client, proxy, proxy}. */
    X_FORWARDED_FOR,
    /** {@code Forwarded: for=client, for=proxy} of RFC 7239. */
    FORWARDED;

    /**
     * The header's name.
     *
     * @return its name, or empty for {@link #NONE}
     */
    public Optional<String> headerName() {
        return switch (this) {
            case NONE -> Optional.empty();
            case X_FORWARDED_FOR -> Optional.of("X-Forwarded-For");
            case FORWARDED -> Optional.of("Forwarded");
        };
    }

    /** The hops that a line names, in the line's order; an element that names no address is an empty one. */
    List<Optional<InetAddress>> hops(String line) {
        return switch (this) {
            case NONE -> List.of();
            case X_FORWARDED_FOR ->
                Arrays.stream(line.split(",", -1))
                        .map(String::strip)
                        .filter(element -> !element.isEmpty())
                        .map(ForwardedNode::lenient)
                        .toList();
            case FORWARDED -> ForwardedLine.hops(line);
        };
    }
}
