package io.dashstream.examples.server;

import io.dashstream.core.wire.TelemetryTopic;
import java.util.Map;
import java.util.Optional;

/**
 * What the server itself is told by its environment; the library reads the rest, which docs/replay-settings.md lists.
 *
 * @param host          the address to listen at
 * @param port          the port to listen at; 0 takes a free one
 * @param brokers       the Kafka to read, or empty for one of our own with a demonstration
 * @param topic         the topic to read
 * @param redisUri      where Redis keeps a shared history, if it does
 * @param everybodyMayRead whether others than those at this machine are let in
 */
record ServerSettings(
        String host,
        int port,
        Optional<String> brokers,
        String topic,
        Optional<String> redisUri,
        boolean everybodyMayRead) {

    static final String USAGE = """
            HOST                127.0.0.1           where to listen; 0.0.0.0 for everywhere
            PORT                8080                0 to 65535; 0 takes a free one
            KAFKA_BROKERS                           the Kafka to read; without it one of its own and a demo agent
            KAFKA_TOPIC         dashstream-events   the topic to read
            KAFKA_PROPERTIES_FILE                   a file of Kafka's own properties: TLS, SASL
            REDIS_URL                               a Redis for a history that several servers share
            DASHSTREAM_ACCESS   loopback            who may read: loopback or everybody
            DASHSTREAM_...                          all other settings: docs/replay-settings.md
            """;

    private static final int LARGEST_PORT = 65_535;

    static ServerSettings of(Map<String, String> environment) {
        Optional<String> brokers = given(environment, "KAFKA_BROKERS");
        if (brokers.isEmpty() && given(environment, "KAFKA_PROPERTIES_FILE").isPresent()) {
            throw new BadSettingException(
                    "KAFKA_PROPERTIES_FILE is set but KAFKA_BROKERS is not: a Kafka of our own takes no properties");
        }
        return new ServerSettings(
                environment.getOrDefault("HOST", "127.0.0.1"),
                port(environment.getOrDefault("PORT", "8080")),
                brokers,
                given(environment, "KAFKA_TOPIC").orElse(TelemetryTopic.DEFAULT_NAME),
                given(environment, "REDIS_URL"),
                everybody(environment.getOrDefault("DASHSTREAM_ACCESS", "loopback")));
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 0 && port <= LARGEST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new BadSettingException("PORT \"" + text + "\" is not a number from 0 to " + LARGEST_PORT, e);
        }
        throw new BadSettingException("PORT \"" + text + "\" is not a number from 0 to " + LARGEST_PORT);
    }

    private static boolean everybody(String text) {
        return switch (text.strip()) {
            case "loopback" -> false;
            case "everybody" -> true;
            default ->
                throw new BadSettingException("DASHSTREAM_ACCESS \"" + text + "\" is neither loopback nor everybody");
        };
    }

    /** A Redis URL may hold a password. */
    @Override
    public String toString() {
        return "listening at " + host + ":" + port + ", topic " + topic + ", "
                + brokers.map(servers -> "Kafka at " + servers).orElse("a Kafka of its own")
                + (redisUri.isPresent() ? ", history shared in Redis" : "")
                + (everybodyMayRead ? ", readable by everybody" : ", readable from this machine only");
    }
}
