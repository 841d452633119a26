package io.dashstream.producer;

import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.v1.DashStreamMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything that a topic holds, read with a consumer of its own. */
final class TopicContent {

    private TopicContent() {}

    static List<DashStreamMessage> read(String bootstrapServers, String topic) {
        return read(bootstrapServers, topic, Map.of());
    }

    static List<DashStreamMessage> read(String bootstrapServers, String topic, Map<String, Object> security) {
        try (FrameDecoder decoder = FrameDecoder.strict()) {
            return records(bootstrapServers, topic, security).stream()
                    .map(record -> decoder.decode(record.value()))
                    .toList();
        }
    }

    static List<ConsumerRecord<byte[], byte[]>> records(String bootstrapServers, String topic) {
        return records(bootstrapServers, topic, Map.of());
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(
            String bootstrapServers, String topic, Map<String, Object> security) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        forEach(bootstrapServers, topic, security, records::add);
        return records;
    }

    /** Reads without keeping anything. */
    static void forEach(String bootstrapServers, String topic, java.util.function.Consumer<DashStreamMessage> reader) {
        try (FrameDecoder decoder = FrameDecoder.strict()) {
            forEach(bootstrapServers, topic, Map.of(), record -> reader.accept(decoder.decode(record.value())));
        }
    }

    private static void forEach(
            String bootstrapServers,
            String topic,
            Map<String, Object> security,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        Map<String, Object> settings = new HashMap<>(security);
        settings.keySet().removeIf(name -> name.equals("max.block.ms") || name.equals("delivery.timeout.ms"));
        settings.putAll(Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"));
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(reader);
            }
        }
    }
}
