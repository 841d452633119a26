package io.dashstream.replay.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes every Kafka client of the module from one configuration: the application's properties pass through, what the
 * module relies on is fixed. All of them agree on which topic it is. Thread-safe.
 */
public final class KafkaClients {

    private static final String CLIENT_ID = "dashstream-replay";
    private static final int MAX_WAIT_MILLIS = 50;
    /** A cold read wants what is there, and the next seek must not wait for a fetch behind the end. */
    private static final int COLD_MAX_WAIT_MILLIS = 10;
    /** A seek throws away what was fetched ahead, so little should be: measured best at this size. */
    private static final int COLD_PARTITION_FETCH_BYTES = 128 * 1024;

    private final Map<String, Object> properties;
    private final String topic;
    private final UnnamedTopic unnamed;

    /**
     * Clients for a cluster; none is made yet.
     *
     * @param bootstrapServers host and port pairs, separated by commas
     * @param properties Kafka's names and values, for security and the like
     * @param topic the one topic that is read
     */
    public KafkaClients(String bootstrapServers, Map<String, Object> properties, String topic) {
        this(new HashMap<>(properties), topic, UnnamedTopic.ofThisProcess(topic));
        this.properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        this.properties.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, CLIENT_ID);
    }

    private KafkaClients(Map<String, Object> properties, String topic, UnnamedTopic unnamed) {
        this.properties = properties;
        this.topic = topic;
        this.unnamed = unnamed;
    }

    /**
     * The same clients for a history that is kept outside of this process.
     *
     * @return clients that take only brokers that give topics ids
     */
    public KafkaClients withSharedHistory() {
        return new KafkaClients(properties, topic, UnnamedTopic.refused(topic));
    }

    /**
     * The topic that is read.
     *
     * @return its name
     */
    public String topic() {
        return topic;
    }

    /** Hears of every answer about topics that a consumer gets; Kafka tells it to whatever a consumer is made with. */
    private static final class AttentiveDeserializer extends ByteArrayDeserializer implements ClusterResourceListener {

        private final Runnable onMetadata;

        AttentiveDeserializer(Runnable onMetadata) {
            this.onMetadata = onMetadata;
        }

        @Override
        public void onUpdate(@Nullable ClusterResource cluster) {
            onMetadata.run();
        }
    }

    /**
     * A consumer that has nothing assigned, commits nothing and belongs to no group.
     *
     * @param onMetadata run whenever the consumer has heard from the cluster what its topic is, before it fetches by that:
     *     only then can it come to another topic of the same name. Run by the consumer's thread
     * @return a new consumer; the caller closes it
     */
    public Consumer<byte[], byte[]> consumer(Runnable onMetadata) {
        Map<String, Object> settings = new HashMap<>(properties);
        // A seek waits for the fetch that is under way: with the default of 500 ms that long (measured), with this not.
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, MAX_WAIT_MILLIS);
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        return guarded(settings, new AttentiveDeserializer(onMetadata));
    }

    /**
     * A consumer for reading pieces of the log here and there; else like {@link #consumer}.
     *
     * @return a new consumer; the caller closes it
     */
    public Consumer<byte[], byte[]> coldConsumer() {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(
                CommonClientConfigs.CLIENT_ID_CONFIG, properties.get(CommonClientConfigs.CLIENT_ID_CONFIG) + "-cold");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, COLD_MAX_WAIT_MILLIS);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, COLD_PARTITION_FETCH_BYTES);
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        return guarded(settings, new ByteArrayDeserializer());
    }

    /**
     * Asks about the topic; it never creates or changes anything.
     *
     * @return a new client; the caller closes it
     */
    public TopicAdmin topicAdmin() {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.keySet().removeIf(name -> !AdminClientConfig.configNames().contains(name) && isConsumerOnly(name));
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        Admin admin = Admin.create(settings);
        long requestTimeout = Long.parseLong(String.valueOf(settings.get(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG))
                .strip());
        return new TopicAdmin(admin, topic, Duration.ofMillis(requestTimeout), unnamed);
    }

    /**
     * A producer of dead letters.
     *
     * @param timeout how long a letter may take in all
     * @return a new producer; the caller closes it
     */
    public Producer<byte[], byte[]> letters(Duration timeout) {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.keySet().removeIf(name -> !ProducerConfig.configNames().contains(name) && isConsumerOnly(name));
        int millis = Math.toIntExact(timeout.toMillis());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Consumer<byte[], byte[]> guarded(Map<String, Object> settings, ByteArrayDeserializer values) {
        // No group: every server reads every partition, and nothing is committed anywhere.
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // The only setting under which lost offsets reach us; "earliest" jumps over them, "latest" over everything.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // Else the reader would itself create again the topic that it watches.
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), values);
    }

    private static boolean isConsumerOnly(String name) {
        return ConsumerConfig.configNames().contains(name);
    }
}
