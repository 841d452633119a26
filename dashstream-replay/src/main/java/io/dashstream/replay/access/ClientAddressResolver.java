package io.dashstream.replay.access;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.access.ClientAddress.Quality;
import io.dashstream.replay.settings.Environment;
import io.dashstream.replay.settings.NumberSetting;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds out whose request it is that a proxy passes on.
 *
 * <p>Nobody is trusted by default: then the peer of the connection is the client, and no header is looked at. With a
 * {@link ClientHeader} and a list of trusted proxies, the header is walked from its right end, where the nearest proxy
 * writes, to the left, where the client may have written anything: up to the first address that is no trusted proxy, or
 * to what can't be read. For balancers without fixed addresses, {@link Builder#trustedHops} counts instead, which is only
 * safe if nobody can reach the port past the balancer.
 *
 * <p>Addresses are literals, compared on bytes; no name server is ever asked. Immutable, thread-safe.
 */
public final class ClientAddressResolver {

    private final ClientHeader header;
    private final List<Cidr> trusted;
    private final int trustedHops;
    private final int maxHops;
    private final int maxHeaderBytes;

    private ClientAddressResolver(Builder builder) {
        this.header = builder.header;
        this.trusted = List.copyOf(builder.trusted);
        this.trustedHops = builder.trustedHops;
        this.maxHops = builder.maxHops;
        this.maxHeaderBytes = builder.maxHeaderBytes;
    }

    /**
     * A resolver that believes no header: the peer is the client.
     *
     * @return the resolver
     */
    public static ClientAddressResolver direct() {
        return builder().build();
    }

    /**
     * A resolver in the making.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether a proxy's header is believed, of those who may write it.
     *
     * @return false if the peer is always the client
     */
    public boolean readsHeader() {
        return header != ClientHeader.NONE;
    }

    /**
     * Whose request it is.
     *
     * @param peer the other end of the connection, an address as the server gives it
     * @param lines gives all lines of a header of the request, in the order received; asked for the configured header
     *     only, and only if it is believed
     * @return the client
     */
    public ClientAddress resolve(String peer, Function<String, List<String>> lines) {
        Optional<InetAddress> known = AddressLiteral.parsePeer(peer);
        if (known.isEmpty()) {
            return new ClientAddress(peer, known, peer, Quality.DIRECT);
        }
        InetAddress address = known.get();
        if (header.headerName().isEmpty() || !(trustedHops > 0 || isTrusted(address))) {
            return ClientAddress.of(address, peer, Quality.DIRECT);
        }
        List<String> received = lines.apply(header.headerName().get());
        if (bytes(received) > maxHeaderBytes) {
            return ClientAddress.of(address, peer, Quality.STOPPED_UNPARSABLE);
        }
        List<Optional<InetAddress>> hops = new ArrayList<>();
        received.forEach(line -> hops.addAll(header.hops(line)));
        return trustedHops > 0 ? counted(address, peer, hops) : walked(address, peer, hops);
    }

    private ClientAddress walked(InetAddress peerAddress, String peer, List<Optional<InetAddress>> hops) {
        InetAddress current = peerAddress;
        for (int seen = 0; seen < hops.size(); seen++) {
            if (seen == maxHops) {
                return ClientAddress.of(current, peer, Quality.STOPPED_HOPS);
            }
            Optional<InetAddress> hop = hops.get(hops.size() - 1 - seen);
            if (hop.isEmpty()) {
                return ClientAddress.of(current, peer, Quality.STOPPED_UNPARSABLE);
            }
            current = hop.get();
            if (!isTrusted(current)) {
                return ClientAddress.of(current, peer, Quality.FORWARDED);
            }
        }
        return ClientAddress.of(current, peer, hops.isEmpty() ? Quality.DIRECT : Quality.ALL_TRUSTED);
    }

    private ClientAddress counted(InetAddress peerAddress, String peer, List<Optional<InetAddress>> hops) {
        if (hops.size() < trustedHops) {
            return ClientAddress.of(peerAddress, peer, Quality.DIRECT);
        }
        return hops.get(hops.size() - trustedHops)
                .map(client -> ClientAddress.of(client, peer, Quality.FORWARDED))
                .orElseGet(() -> ClientAddress.of(peerAddress, peer, Quality.STOPPED_UNPARSABLE));
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(block -> block.contains(address));
    }

    private static int bytes(List<String> lines) {
        return lines.stream()
                .mapToInt(line -> line.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    /** Collects what a resolver needs; {@link #build()} checks it. */
    public static final class Builder {

        private final List<Cidr> trusted = new ArrayList<>();
        private ClientHeader header = ClientHeader.NONE;
        private int trustedHops;
        private int maxHops = 16;
        private int maxHeaderBytes = 8_192;

        private Builder() {}

        /**
         * Takes what an environment says: {@code DASHSTREAM_CLIENT_HEADER}, {@code DASHSTREAM_TRUSTED_PROXIES} (with
         * commas), {@code DASHSTREAM_TRUSTED_HOPS}, {@code DASHSTREAM_MAX_HOPS}, {@code DASHSTREAM_MAX_HEADER_BYTES}.
         *
         * @param variables the environment, such as {@link System#getenv()}
         * @return this builder
         * @throws ReplayException if a value is not what its setting takes
         */
        public Builder environment(Map<String, String> variables) {
            Environment environment = new Environment(variables);
            environment.choice("DASHSTREAM_CLIENT_HEADER", ClientHeader.class).ifPresent(this::header);
            environment
                    .text("DASHSTREAM_TRUSTED_PROXIES")
                    .ifPresent(blocks -> trustedProxies(blocks.strip().split("\\s*,\\s*", -1)));
            environment.amount(NumberSetting.TRUSTED_HOPS).ifPresent(this::trustedHops);
            environment.amount(NumberSetting.MAX_HOPS).ifPresent(this::maxHops);
            environment.amount(NumberSetting.MAX_HEADER_BYTES).ifPresent(this::maxHeaderBytes);
            return this;
        }

        /**
         * Sets the one header that is read; the default is {@link ClientHeader#NONE}.
         *
         * @param read which
         * @return this builder
         */
        public Builder header(ClientHeader read) {
            this.header = read;
            return this;
        }

        /**
         * Adds proxies whose word is taken, as addresses or CIDR blocks. The default is nobody.
         *
         * @param blocks for instance {@code 10.0.0.0/8} or {@code 2001:db8::1}
         * @return this builder
         * @throws ReplayException if one is not an address or a block
         */
        public Builder trustedProxies(String... blocks) {
            for (String block : blocks) {
                trusted.add(Cidr.parse(block));
            }
            return this;
        }

        /**
         * Counts instead of checking addresses: the client is the element so many from the right, 1 being what the peer
         * itself wrote. Only safe if nobody can connect but through these proxies. The default is 0: not counted.
         *
         * @param hops from 0 to {@code maxHops}
         * @return this builder
         */
        public Builder trustedHops(int hops) {
            this.trustedHops = hops;
            return this;
        }

        /**
         * Sets how many hops are followed at most, from 1 to 256; the default is 16.
         *
         * @param hops how many
         * @return this builder
         */
        public Builder maxHops(int hops) {
            this.maxHops = hops;
            return this;
        }

        /**
         * Sets how long the header may be in all its lines, from 64 to 65 536 bytes; the default is 8 192. A longer one is
         * not read.
         *
         * @param bytes how many
         * @return this builder
         */
        public Builder maxHeaderBytes(int bytes) {
            this.maxHeaderBytes = bytes;
            return this;
        }

        /**
         * Makes the resolver.
         *
         * @return the resolver
         * @throws ReplayException if something is out of range, or does not go together
         */
        public ClientAddressResolver build() {
            NumberSetting.MAX_HOPS.checked(maxHops);
            NumberSetting.MAX_HEADER_BYTES.checked(maxHeaderBytes);
            NumberSetting.TRUSTED_HOPS.checked(trustedHops);
            require(trustedHops <= maxHops, "trustedHops " + trustedHops + " is more than maxHops " + maxHops);
            require(
                    trustedHops == 0 || trusted.isEmpty(),
                    "trustedHops " + trustedHops + " and trustedProxies " + trusted + ": only one of them can be set");
            boolean trustsSomebody = trustedHops > 0 || !trusted.isEmpty();
            require(
                    trustsSomebody == (header != ClientHeader.NONE),
                    trustsSomebody
                            ? "trusted proxies are set, but no header to read: set header X_FORWARDED_FOR or FORWARDED"
                            : "header " + header + " is set, but nobody is trusted: set trustedProxies or trustedHops");
            return new ClientAddressResolver(this);
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new ReplayException(otherwise);
            }
        }
    }
}
