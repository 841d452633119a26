package io.dashstream.examples.quickstart;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * The topic for the telemetry. Neither our producer nor our reader creates one, because a topic with a broker's default settings is rarely what
 * anybody wants; so the program does it by itself, and says so.
 */
final class DemoTopic {

    private static final int PARTITIONS = 3;
    private static final int TIMEOUT_MILLIS = 10_000;

    private DemoTopic() {}

    /** Says whether the topic was made; one that is there is used as it is. */
    static boolean createUnlessThere(String bootstrapServers, String topic) {
        Map<String, Object> client = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS / 2,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw new DemoException(refusal(bootstrapServers, topic, e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("Interrupted while creating topic " + topic, e);
        } catch (KafkaException e) {
            throw new DemoException("Could not use Kafka at " + bootstrapServers + ": " + e.getMessage(), e);
        }
    }

    private static String refusal(String bootstrapServers, String topic, @Nullable Throwable cause) {
        return cause instanceof TimeoutException
                ? "Kafka at " + bootstrapServers + " did not answer within " + TIMEOUT_MILLIS / 1000
                        + " s: does it run, and can it be reached from here?"
                : "Could not create topic " + topic + " at " + bootstrapServers + ": " + cause;
    }
}
