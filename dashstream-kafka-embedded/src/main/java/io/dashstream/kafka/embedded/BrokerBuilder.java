package io.dashstream.kafka.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * What {@link EmbeddedKafka} and {@link KafkaProcess} can both be told before they start. Everything has a default.
 *
 * @param <B> the builder itself
 */
public abstract sealed class BrokerBuilder<B extends BrokerBuilder<B>>
        permits EmbeddedKafka.Builder, KafkaProcess.Builder {

    private static final int HIGHEST_PORT = 65_535;

    private final Map<String, String> extra = new LinkedHashMap<>();
    private Optional<Path> directory = Optional.empty();
    private Optional<Integer> port = Optional.empty();
    private Optional<Integer> advertisedPort = Optional.empty();
    private SecurityProtocol clientProtocol = SecurityProtocol.PLAINTEXT;
    private int defaultPartitions = 1;

    BrokerBuilder() {}

    /**
     * Where the broker keeps its records. Without it a temporary directory is made, and deleted by {@code close()}.
     *
     * @param newDirectory a directory; it is made if it is not there, and kept at the end
     * @return this builder
     */
    public B directory(Path newDirectory) {
        directory = Optional.of(newDirectory);
        return self();
    }

    /**
     * The port for clients. Without it a free one is chosen.
     *
     * @param newPort 1 to 65535
     * @return this builder
     */
    public B port(int newPort) {
        port = Optional.of(checked("port", newPort));
        return self();
    }

    /**
     * The port that clients are told to connect to, if it is another one: that of a proxy in front of the broker.
     *
     * @param newAdvertisedPort 1 to 65535
     * @return this builder
     */
    public B advertisedPort(int newAdvertisedPort) {
        advertisedPort = Optional.of(checked("advertisedPort", newAdvertisedPort));
        return self();
    }

    private static int checked(String name, int port) {
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(name + " is " + port + ", allowed is 1 to " + HIGHEST_PORT);
        }
        return port;
    }

    /**
     * How many partitions a topic gets whose creator does not say (default 1).
     *
     * @param newDefaultPartitions at least 1
     * @return this builder
     */
    public B defaultPartitions(int newDefaultPartitions) {
        if (newDefaultPartitions < 1) {
            throw new IllegalArgumentException(
                    "defaultPartitions is " + newDefaultPartitions + ", allowed is 1 and more");
        }
        defaultPartitions = newDefaultPartitions;
        return self();
    }

    /**
     * What clients must speak (default {@code PLAINTEXT}). Certificates and logins come as broker properties for the listener named
     * {@code client}, for example {@code listener.name.client.plain.sasl.jaas.config}; see {@link #property(String, String)}.
     *
     * @param newClientProtocol the protocol of the clients' listener
     * @return this builder
     */
    public B clientProtocol(SecurityProtocol newClientProtocol) {
        clientProtocol = Objects.requireNonNull(newClientProtocol, "newClientProtocol");
        return self();
    }

    /**
     * Any other property of the broker; it wins over our default.
     *
     * @param name  a property of {@code server.properties}
     * @param value its value
     * @return this builder
     */
    public B property(String name, String value) {
        extra.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return self();
    }

    abstract B self();

    final BrokerSettings settings(BrokerSettings.SessionTimeout sessionTimeout) {
        port.ifPresent(Ports::requireFree);
        int clientPort = port.orElseGet(() -> new Ports(new SplittableRandom()).free());
        KafkaDirectory home = directory.map(KafkaDirectory::make).orElseGet(KafkaDirectory::makeTemporary);
        return new BrokerSettings(
                home,
                clientPort,
                advertisedPort.orElse(clientPort),
                clientProtocol,
                defaultPartitions,
                sessionTimeout,
                extra);
    }
}
