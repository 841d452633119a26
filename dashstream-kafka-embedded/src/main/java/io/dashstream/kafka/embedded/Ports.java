package io.dashstream.kafka.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Finds ports that nobody listens on.
 *
 * <p>Not by {@code new ServerSocket(0)}: that hands out numbers from the range that the kernel also takes for outgoing connections, and
 * while a broker is down a client that keeps trying to reach it can be given the broker's own port as its source, connect to itself, and
 * keep the broker from coming back. Numbers below that range (32768 on Linux, 49152 elsewhere) are only ever taken on purpose.
 */
final class Ports {

    static final String HOST = "127.0.0.1";

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int LOWEST = 15_000;
    private static final int BEYOND = 32_000;
    private static final int ATTEMPTS = 200;

    private final RandomGenerator random;
    private final Set<Integer> handedOut = new HashSet<>();

    Ports(RandomGenerator random, int... handedOut) {
        this.random = random;
        for (int port : handedOut) {
            this.handedOut.add(port);
        }
    }

    /** A port that this object has not handed out before. */
    int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = random.nextInt(LOWEST, BEYOND);
            if (!handedOut.contains(port) && isFree(port)) {
                handedOut.add(port);
                return port;
            }
        }
        throw new EmbeddedKafkaException("Found no free port on " + HOST + " in " + LOWEST + ".." + (BEYOND - 1)
                + " in " + ATTEMPTS + " attempts");
    }

    static void requireFree(int port) {
        if (!isFree(port)) {
            throw new EmbeddedKafkaException("Port " + port + " on " + HOST
                    + " is in use: end what listens there, or leave the port out to get a free one");
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }
}
