package io.dashstream.replay.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.kafka.embedded.KafkaNode;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.kafka.KafkaClients;
import io.dashstream.replay.kafka.TopicIdentity;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StoredRecord;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes what the contract appends to a topic of a real broker, at the same offsets. Where the log is to have a hole there
 * is a record that the consumers here don't show; real holes have tests of their own. A cut of the log, which one broker
 * can't be made to do, is the topic made anew under the same epoch, with what was left.
 */
final class BrokerMirror implements MirroredStore.Mirror, AutoCloseable {

    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final byte[] HOLE = {0};
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<RecordLabel> LABELS = new CopyOnWriteArrayList<>();

    private final KafkaNode kafka;
    private final int keeps;
    private final String topic = "contract-" + TOPICS.incrementAndGet();
    private final Map<Integer, TreeMap<Long, Optional<StoredRecord>>> written = new TreeMap<>();
    private final Map<Integer, Long> begins = new HashMap<>();
    private final Map<String, Epoch> epochs = new ConcurrentHashMap<>();
    private final Admin admin;
    private Optional<Producer<byte[], byte[]>> producer = Optional.empty();
    private volatile Optional<Epoch> current = Optional.empty();

    BrokerMirror(KafkaNode kafka, int keeps) {
        this.kafka = kafka;
        this.keeps = keeps;
        this.admin = kafka.openAdmin();
    }

    KafkaReplayStore store() {
        KafkaClients clients = new KafkaClients(kafka.bootstrapServers(), Map.of(), topic);
        return new KafkaReplayStore(
                new KafkaColdLog(
                        ColdReadSettings.DEFAULT,
                        () -> new ColdConsumer(
                                topic,
                                withoutHoles(clients.coldConsumer()),
                                BrokerMirror::record,
                                () -> assertThat(clients.topic()).isEqualTo(topic),
                                System::nanoTime),
                        clients::topicAdmin,
                        this::epoch),
                ColdReadSettings.DEFAULT,
                System::nanoTime);
    }

    private Epoch epoch(TopicIdentity identity) {
        return epochs.computeIfAbsent(identity.topicId(), id -> current.orElseThrow());
    }

    @Override
    public void opens(Epoch epoch, Map<Integer, LogExtent> log) {
        if (current.equals(Optional.of(epoch))) {
            return;
        }
        if (current.isPresent()) {
            deleteTopic();
            written.clear();
            begins.clear();
        }
        log.forEach((partition, extent) -> {
            assertThat(extent.start()).as("a topic begins at 0").isZero();
            written.put(partition, new TreeMap<>());
            begins.put(partition, 0L);
        });
        createTopic();
        current = Optional.of(epoch);
    }

    private void createTopic() {
        kafka.createTopic(topic, Math.max(1, written.size()));
        producer = Optional.of(new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ProducerConfig.METADATA_MAX_AGE_CONFIG,
                        200),
                new ByteArraySerializer(),
                new ByteArraySerializer()));
    }

    private void deleteTopic() {
        producer.ifPresent(Producer::close);
        kafka.deleteTopic(topic);
    }

    @Override
    public void writes(PartitionBatch batch) {
        if (!written.containsKey(batch.partition())) {
            written.put(batch.partition(), new TreeMap<>());
            begins.put(batch.partition(), 0L);
            if (written.size() > 1) {
                done(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(written.size())))
                        .all()
                        .toCompletionStage()
                        .toCompletableFuture());
            }
        }
        long end = end(batch.partition());
        if (batch instanceof PartitionBatch.Consumed consumed && consumed.from() <= end) {
            write(consumed.partition(), consumed.to(), consumed.records());
        } else if (batch instanceof PartitionBatch.Lost lost && lost.from() <= end) {
            write(lost.partition(), lost.to(), List.of());
        } else if (batch instanceof PartitionBatch.Truncated cut) {
            written.get(cut.partition()).tailMap(cut.end(), true).clear();
            deleteTopic();
            createTopic();
            written.forEach((partition, entries) -> send(partition, entries));
        }
    }

    private void write(int partition, long to, List<StoredRecord> records) {
        TreeMap<Long, Optional<StoredRecord>> news = new TreeMap<>();
        for (long offset = end(partition); offset < to; offset++) {
            news.put(offset, Optional.empty());
        }
        records.forEach(record -> news.computeIfPresent(record.offset(), (offset, hole) -> Optional.of(record)));
        written.get(partition).putAll(news);
        send(partition, news);
    }

    private long end(int partition) {
        TreeMap<Long, Optional<StoredRecord>> entries = written.get(partition);
        return entries.isEmpty() ? 0 : entries.lastKey() + 1;
    }

    private void send(int partition, Map<Long, Optional<StoredRecord>> entries) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        entries.values()
                .forEach(entry -> sent.add(producer.orElseThrow()
                        .send(
                                entry.isEmpty()
                                        ? new ProducerRecord<>(topic, partition, 0L, HOLE, HOLE)
                                        : new ProducerRecord<>(
                                                topic,
                                                partition,
                                                entry.get().timestampMillis(),
                                                key(entry.get()),
                                                entry.get().copyOfValue()))));
        producer.orElseThrow().flush();
        sent.forEach(each -> assertThat(each).succeedsWithin(LIMIT));
    }

    @Override
    public void written() {
        long all = written.values().stream()
                .flatMap(entries -> entries.values().stream())
                .filter(Optional::isPresent)
                .count();
        for (Map.Entry<Integer, TreeMap<Long, Optional<StoredRecord>>> partition : written.entrySet()) {
            TreeMap<Long, Optional<StoredRecord>> entries = partition.getValue();
            long begin = begins.get(partition.getKey());
            while (all > keeps && !entries.isEmpty() && begin < entries.lastKey()) {
                all -= entries.getOrDefault(begin, Optional.empty()).isPresent() ? 1 : 0;
                entries.put(begin, Optional.empty());
                begin++;
            }
            if (begin > begins.put(partition.getKey(), begin)) {
                done(admin.deleteRecords(Map.of(
                                new TopicPartition(topic, partition.getKey()), RecordsToDelete.beforeOffset(begin)))
                        .all()
                        .toCompletionStage()
                        .toCompletableFuture());
            }
        }
    }

    private static void done(Future<?> future) {
        assertThat(future).succeedsWithin(LIMIT);
    }

    private static byte[] key(StoredRecord record) {
        synchronized (LABELS) {
            if (!LABELS.contains(record.label())) {
                LABELS.add(record.label());
            }
            return ByteBuffer.allocate(8)
                    .putInt(LABELS.indexOf(record.label()))
                    .putInt(record.leaderEpoch())
                    .array();
        }
    }

    private static StoredRecord record(ConsumerRecord<byte[], byte[]> record) {
        ByteBuffer key = ByteBuffer.wrap(record.key());
        RecordLabel label = LABELS.get(key.getInt());
        return StoredRecord.wrap(
                record.partition(), record.offset(), key.getInt(), record.timestamp(), label, record.value());
    }

    @SuppressWarnings("unchecked")
    private static Consumer<byte[], byte[]> withoutHoles(Consumer<byte[], byte[]> real) {
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                BrokerMirror.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(real, arguments);
                        return answer instanceof ConsumerRecords<?, ?> records
                                ? withoutHoles((ConsumerRecords<byte[], byte[]>) records)
                                : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static ConsumerRecords<byte[], byte[]> withoutHoles(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> shown = new HashMap<>();
        for (TopicPartition key : records.partitions()) {
            shown.put(
                    key,
                    records.records(key).stream()
                            .filter(record -> record.key().length > HOLE.length)
                            .toList());
        }
        return new ConsumerRecords<>(shown, records.nextOffsets());
    }

    @Override
    public void close() {
        producer.ifPresent(Producer::close);
        admin.close();
    }
}
