package io.dashstream.kafka.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes and reads records the way any application would. */
final class Records {

    private final Map<String, Object> client;

    private Records(Map<String, Object> client) {
        this.client = client;
    }

    static Records of(KafkaNode kafka) {
        return new Records(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    Records with(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(client);
        all.putAll(properties);
        return new Records(all);
    }

    KafkaProducer<String, String> producer() {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("acks", "all");
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    static List<String> values(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "value-" + i).toList();
    }

    /** Returns when every one of them is acknowledged. */
    void write(String topic, List<String> values) throws Exception {
        try (KafkaProducer<String, String> producer = producer()) {
            var sent = values.stream()
                    .map(value -> producer.send(new ProducerRecord<>(topic, 0, null, value)))
                    .toList();
            for (var ack : sent) {
                ack.get();
            }
        }
    }

    /** Everything that is in partition 0 now. */
    List<String> read(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (var consumer = new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<String> values = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
            }
            return values;
        }
    }
}
