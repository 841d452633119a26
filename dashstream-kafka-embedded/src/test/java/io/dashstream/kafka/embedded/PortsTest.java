package io.dashstream.kafka.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void aFreePortLiesBelowTheRangeOfOutgoingConnections() {
        Ports ports = new Ports(new SplittableRandom(1));

        for (int i = 0; i < 100; i++) {
            assertThat(ports.free()).isBetween(15_000, 31_999);
        }
    }

    @Test
    void aPortIsHandedOutOnce() {
        RandomGenerator stuck = new StuckRandom();
        int first = new Ports(stuck).free();
        Ports ports = new Ports(stuck, first);

        assertThatThrownBy(ports::free)
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining("no free port on 127.0.0.1 in 15000..31999");
    }

    @Test
    void aPortInUseIsNotFree() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Ports.requireFree(taken.getLocalPort()))
                    .isInstanceOf(EmbeddedKafkaException.class);
        }
    }

    /** Names one port again and again. */
    private static final class StuckRandom implements RandomGenerator {
        private final int port = new Ports(new SplittableRandom()).free();

        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public int nextInt(int origin, int bound) {
            return port;
        }
    }
}
