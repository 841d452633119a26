package io.dashstream.kafka.embedded;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * A single Kafka broker of our own, wherever it runs.
 *
 * <p>It listens on 127.0.0.1 only. Its port and its directory stay the same for as long as the object lives: what is stopped can be
 * started again, with every record that was there. Topics are made by {@link #createTopic(String, int)}; a client that merely names one
 * does not create it. Not meant for several threads at once, but for the methods that only read.
 */
public sealed interface KafkaNode extends AutoCloseable permits EmbeddedKafka, KafkaProcess {

    /**
     * What clients connect to.
     *
     * @return {@code 127.0.0.1:port}
     */
    String bootstrapServers();

    /**
     * The port that clients connect to.
     *
     * @return the port, the same over all restarts
     */
    int port();

    /**
     * Where this broker keeps its records.
     *
     * @return the directory, the same over all restarts
     */
    Path directory();

    /**
     * Whether the broker is up.
     *
     * @return whether it was started and neither stopped nor killed since
     */
    boolean isRunning();

    /**
     * Starts the broker again after it was stopped, and waits until it serves clients.
     *
     * @throws IllegalStateException  if it runs already or was closed
     * @throws EmbeddedKafkaException if it does not come up
     */
    void start();

    /**
     * Stops the broker the orderly way and waits for its end. Nothing happens if it is down already.
     *
     * @throws EmbeddedKafkaException if it does not stop in time
     */
    void stop();

    /** Stops and starts: same port, same directory, same records. */
    default void restart() {
        stop();
        start();
    }

    /**
     * Creates a topic and waits until every partition has a leader.
     *
     * @param name       the topic
     * @param partitions how many partitions, at least 1
     * @throws EmbeddedKafkaException if the broker refuses, for one because the topic is there already
     */
    default void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /**
     * Creates a topic with settings of its own and waits until every partition has a leader.
     *
     * @param name       the topic
     * @param partitions how many partitions, at least 1
     * @param configs    topic settings such as {@code retention.ms}
     * @throws EmbeddedKafkaException if the broker refuses, for one because the topic is there already
     */
    default void createTopic(String name, int partitions, Map<String, String> configs) {
        try (Admin admin = openAdmin()) {
            new Topics(admin).create(name, partitions, configs);
        }
    }

    /**
     * Deletes a topic and waits until the broker no longer knows it.
     *
     * @param name the topic
     * @throws EmbeddedKafkaException if the broker refuses, for one because there is no such topic
     */
    default void deleteTopic(String name) {
        try (Admin admin = openAdmin()) {
            new Topics(admin).delete(name);
        }
    }

    /**
     * An admin client on the broker's inner listener, which is plain text and without login whatever the clients' listener asks for.
     *
     * @return a new client; the caller closes it
     */
    Admin openAdmin();

    /** Ends the broker for good, and deletes its directory if it was a temporary one. */
    @Override
    void close();
}
