package io.dashstream.replay.reader;

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
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Clients for a real cluster: the application's properties pass through, what the reader relies on is fixed. */
final class ConfiguredKafkaClients implements KafkaClients {

    private static final String CLIENT_ID = "dashstream-replay";

    private final Map<String, Object> properties;
    private final String topic;
    private final Duration lookInterval;

    ConfiguredKafkaClients(
            String bootstrapServers, Map<String, Object> properties, String topic, Duration lookInterval) {
        this.topic = topic;
        this.lookInterval = lookInterval;
        this.properties = new HashMap<>(properties);
        this.properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        this.properties.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, CLIENT_ID);
    }

    @Override
    public Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(properties);
        // A seek waits for the fetch that is under way: with the default of 500 ms that long (measured), with this not.
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        // No group: every server reads every partition, and nothing is committed anywhere.
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // The only setting under which lost offsets reach us; "earliest" jumps over them, "latest" over everything.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // Else the reader would itself create again the topic that it watches.
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public TopicWatch watch() {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.keySet().removeIf(name -> !AdminClientConfig.configNames().contains(name) && isConsumerOnly(name));
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return new AdminTopicWatch(Admin.create(settings), topic, lookInterval, System::nanoTime);
    }

    @Override
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

    private static boolean isConsumerOnly(String name) {
        return ConsumerConfig.configNames().contains(name);
    }
}
