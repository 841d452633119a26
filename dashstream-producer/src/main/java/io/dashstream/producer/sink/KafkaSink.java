package io.dashstream.producer.sink;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Sends records to a Kafka topic, keyed by thread id.
 *
 * <p>{@code send} blocks while Kafka's client has no metadata or no buffer, up to its {@code max.block.ms}. Retries are the
 * idempotent client's own: a record is never sent a second time by this class, so nothing is written twice.
 */
public final class KafkaSink implements TelemetrySink {

    private final Producer<byte[], byte[]> producer;
    private final String topic;

    /**
     * Connects to Kafka. A broker that is away is not an error: sends fail, one by one, until it is there.
     *
     * @param topic the topic; it is never created by this class
     * @param properties the Kafka client's own properties, {@code bootstrap.servers} at least
     */
    public KafkaSink(String topic, Map<String, Object> properties) {
        this(topic, KafkaClients.producer(properties));
    }

    KafkaSink(String topic, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
    }

    @Override
    public void send(TelemetryRecord record, Completion completion) throws InterruptedException {
        ProducerRecord<byte[], byte[]> kafkaRecord = new ProducerRecord<>(
                topic,
                null,
                Math.max(0, record.timestampMicros() / 1000),
                record.threadId().getBytes(StandardCharsets.UTF_8),
                record.value());
        try {
            Future<RecordMetadata> unused = producer.send(kafkaRecord, (metadata, failure) -> completion.done(failure));
        } catch (InterruptException closed) {
            // Kafka's own exception sets the interrupt flag again; ours says it by its type.
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException("interrupted while Kafka made it wait");
            interrupted.initCause(closed);
            throw interrupted;
        } catch (RuntimeException refused) {
            completion.done(refused);
        }
    }

    @Override
    public void close(Duration timeout) {
        producer.close(timeout);
    }
}
