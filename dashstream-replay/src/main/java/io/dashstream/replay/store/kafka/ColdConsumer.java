package io.dashstream.replay.store.kafka;

import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads pieces of the log with one consumer, all partitions of a read together. It goes by the consumer's position and
 * never by density: what is not in [from, position) is a hole. For one thread at a time.
 */
final class ColdConsumer implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final Function<ConsumerRecord<byte[], byte[]>, StoredRecord> reader;
    private final Runnable closeReader;
    private final LongSupplier nanoTime;

    /**
     * What was read.
     *
     * @param chunks the ranges that could be read
     * @param begins where partitions begin that turned out to begin later than was asked for
     */
    record Read(Map<ChunkRange, Chunk> chunks, Map<Integer, Long> begins) {}

    ColdConsumer(
            String topic,
            Consumer<byte[], byte[]> consumer,
            Function<ConsumerRecord<byte[], byte[]>, StoredRecord> reader,
            Runnable closeReader,
            LongSupplier nanoTime) {
        this.topic = topic;
        this.consumer = consumer;
        this.reader = reader;
        this.closeReader = closeReader;
        this.nanoTime = nanoTime;
    }

    Read read(List<ChunkRange> ranges, int maxChunkBytes, Duration timeout) {
        long deadline = nanoTime.getAsLong() + timeout.toNanos();
        Map<TopicPartition, RangeCollector> open = new HashMap<>();
        ranges.stream()
                .collect(Collectors.groupingBy(ChunkRange::partition, TreeMap::new, Collectors.toList()))
                .forEach((partition, wanted) ->
                        open.put(new TopicPartition(topic, partition), new RangeCollector(wanted, maxChunkBytes)));
        Map<TopicPartition, RangeCollector> all = Map.copyOf(open);
        Map<Integer, Long> begins = new HashMap<>();
        consumer.assign(all.keySet());
        while (!open.isEmpty()) {
            open.forEach(this::seekIfNeeded);
            long left = deadline - nanoTime.getAsLong();
            if (left <= 0) {
                throw new ColdReadException("Kafka did not give " + open.keySet() + " in " + timeout);
            }
            poll(open, begins, Duration.ofNanos(Math.min(left, POLL.toNanos())), timeout);
            retire(open);
        }
        consumer.assign(List.of());
        Map<ChunkRange, Chunk> chunks = new HashMap<>();
        all.values().forEach(collector -> chunks.putAll(collector.chunks()));
        return new Read(chunks, begins);
    }

    @Override
    public void close() {
        closeReader.run();
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }

    private void poll(
            Map<TopicPartition, RangeCollector> open, Map<Integer, Long> begins, Duration atMost, Duration timeout) {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(atMost);
            open.forEach((key, collector) -> {
                records.records(key).forEach(record -> {
                    if (!collector.isDone() && record.offset() >= collector.from()) {
                        collector.take(reader.apply(record));
                    }
                });
                OffsetAndMetadata position = records.nextOffsets().get(key);
                if (position != null) {
                    collector.reached(position.offset());
                }
            });
        } catch (OffsetOutOfRangeException e) {
            beginLater(open, begins, e.offsetOutOfRangePartitions().keySet(), timeout);
        }
    }

    /** Kafka's word on what is gone: a range begins where the log does, if that is later. */
    private void beginLater(
            Map<TopicPartition, RangeCollector> open,
            Map<Integer, Long> begins,
            Set<TopicPartition> refused,
            Duration timeout) {
        consumer.beginningOffsets(refused, timeout).forEach((key, begin) -> {
            RangeCollector collector = open.get(key);
            if (collector == null) {
                return;
            }
            if (begin <= collector.from()) {
                throw new ColdReadException("offset " + collector.from() + " of partition " + key.partition()
                        + " is not in the log, which begins at " + begin + " and must end before it");
            }
            begins.put(key.partition(), begin);
            collector.beginsAt(begin);
        });
    }

    private void seekIfNeeded(TopicPartition key, RangeCollector collector) {
        if (collector.takeSeek()) {
            // Without a leader epoch: what the consumer remembers may be of a log that is gone.
            consumer.seek(key, new OffsetAndMetadata(collector.from(), Optional.empty(), ""));
        }
    }

    private void retire(Map<TopicPartition, RangeCollector> open) {
        List<TopicPartition> done = new ArrayList<>();
        open.forEach((key, collector) -> {
            if (collector.isDone()) {
                done.add(key);
            }
        });
        consumer.pause(done);
        open.keySet().removeAll(done);
    }
}
