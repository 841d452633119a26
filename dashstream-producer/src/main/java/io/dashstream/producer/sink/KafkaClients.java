package io.dashstream.producer.sink;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The one place that makes Kafka clients, so that every one of them gets the same security settings. */
final class KafkaClients {

    /**
     * What we set unless the application says otherwise. Compression is off because frames are compressed already; the
     * buffers follow the measurement in docs/performance.md; a minute of waiting for metadata is the client's default and only
     * holds the worker.
     */
    private static final Map<String, Object> DEFAULTS = Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 * 1024,
            ProducerConfig.CLIENT_ID_CONFIG,
            "dashstream-producer");

    private KafkaClients() {}

    static Producer<byte[], byte[]> producer(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(DEFAULTS);
        all.putAll(properties);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
