package io.dashstream.replay.reader;

import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.replay.kafka.RecordReader;
import io.dashstream.replay.kafka.TopicIdentity;
import io.dashstream.replay.reader.Sighting.Extent;
import io.dashstream.replay.store.AwaitingStore;
import io.dashstream.replay.store.ReplayStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A cluster that says what the test wants: for what a single real broker can't be made to do. */
final class ScriptedCluster implements TopicWatch {

    static final String TOPIC = "topic";

    /** A message may have so many bytes, so that a test can have an oversized one. */
    static final int MAX_MESSAGE_BYTES = 100_000;

    private final Deque<Sighting> sightings = new ArrayDeque<>();
    private final List<MockConsumer<byte[], byte[]>> consumers = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> seeks = new HashMap<>();
    private final ReaderCounters counters = new ReaderCounters();
    private final Progress progress;
    private final AwaitingStore store;
    private final ReadLoop loop;
    private Runnable hears = () -> {};
    private int wanted;
    private long now;

    ScriptedCluster(ReplayStore store) {
        this(store, new PoisonGuard(PoisonPolicy.SKIP, Optional.empty(), new PoisonLog(line -> {})));
    }

    ScriptedCluster(ReplayStore store, PoisonGuard guard) {
        this.store = new AwaitingStore(store);
        progress = new Progress(Duration.ofSeconds(1), () -> now);
        loop = new ReadLoop(
                new ReadLoop.Setup(
                        TOPIC,
                        StartPosition.EARLIEST,
                        0,
                        onMetadata -> {
                            hears = onMetadata;
                            return consumer();
                        },
                        () -> this,
                        this.store,
                        new RecordReader(FrameDecoder.builder()
                                .maxMessageBytes(MAX_MESSAGE_BYTES)
                                .build()),
                        guard,
                        () -> now),
                counters,
                progress,
                reached -> {});
    }

    private Consumer<byte[], byte[]> consumer() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(AutoOffsetResetStrategy.NONE.name()) {
            @Override
            public synchronized void seek(TopicPartition partition, OffsetAndMetadata position) {
                seeks.put(partition, position);
                super.seek(partition, position);
            }
        };
        consumers.add(consumer);
        return consumer;
    }

    @Override
    public void lookSoon() {
        wanted++;
    }

    @Override
    public Optional<Sighting> poll() {
        return Optional.ofNullable(sightings.poll());
    }

    @Override
    public void close() {
        sightings.clear();
    }

    /** The next look shows this topic with these extents, one per partition. */
    void shows(String topicId, Extent... extents) {
        TreeMap<Integer, Extent> partitions = new TreeMap<>();
        for (Extent extent : extents) {
            partitions.put(partitions.size(), extent);
        }
        sightings.add(
                new Sighting.Present(new TopicIdentity("cluster", TOPIC, topicId), partitions, new TreeMap<>(), now));
    }

    /** The next look shows this topic of so many partitions, all with one extent but one that does not answer. */
    void showsAllBut(int silent, int count, Extent extent) {
        TreeMap<Integer, Extent> partitions = new TreeMap<>();
        for (int partition = 0; partition < count; partition++) {
            partitions.put(partition, extent);
        }
        TreeMap<Integer, String> missing = new TreeMap<>();
        if (partitions.remove(silent) != null) {
            missing.put(silent, "no leader");
        }
        sightings.add(new Sighting.Present(new TopicIdentity("cluster", TOPIC, "first"), partitions, missing, now));
    }

    void shows(Sighting sighting) {
        sightings.add(sighting);
    }

    /** The next look shows what one saw that began a while ago. */
    void showsLate(String topicId, long lookedAt, Extent extent) {
        sightings.add(new Sighting.Present(
                new TopicIdentity("cluster", TOPIC, topicId),
                new TreeMap<>(Map.of(0, extent)),
                new TreeMap<>(),
                lookedAt));
    }

    void tick() {
        tick(Duration.ofMillis(1));
    }

    void tick(Duration time) {
        now += time.toNanos();
    }

    long now() {
        return now;
    }

    /** One turn of the reader. */
    void step() {
        tick();
        loop.step(this);
    }

    /** What the loop does when an error came out of a turn. */
    void breaksOff() {
        loop.endReading();
    }

    MockConsumer<byte[], byte[]> current() {
        return consumers.get(consumers.size() - 1);
    }

    /** Where a partition was last told to go on; with a leader epoch Kafka is asked whether the log has it there. */
    OffsetAndMetadata lastSeek(int partition) {
        return Objects.requireNonNull(seeks.get(partition(partition)), "no seek of partition " + partition);
    }

    int consumers() {
        return consumers.size();
    }

    /** How often the reader wanted a look because of something suspicious. */
    int wantedLooks() {
        return wanted;
    }

    /** What sessions are served from. */
    AwaitingStore store() {
        return store;
    }

    ReaderCounters counters() {
        return counters;
    }

    Progress progress() {
        return progress;
    }

    /** Kafka has these records for the consumer. */
    void has(int partition, long from, long to, int leaderEpoch) {
        for (long offset = from; offset < to; offset++) {
            current()
                    .addRecord(new ConsumerRecord<>(
                            TOPIC,
                            partition,
                            offset,
                            offset,
                            TimestampType.CREATE_TIME,
                            0,
                            1,
                            new byte[0],
                            new byte[] {(byte) leaderEpoch},
                            new RecordHeaders(),
                            Optional.of(leaderEpoch)));
        }
    }

    /** Kafka has this record for the consumer; it was written in 1970. */
    void has(int partition, long offset, byte[] value) {
        current()
                .addRecord(new ConsumerRecord<>(
                        TOPIC,
                        partition,
                        offset,
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        value == null ? -1 : value.length,
                        new byte[0],
                        value,
                        new RecordHeaders(),
                        Optional.of(1)));
    }

    /** The consumer hears from the cluster what its topic is. */
    void tellsWhatTheTopicIs() {
        hears.run();
    }

    void refuses(KafkaException failure) {
        current().setPollException(failure);
    }

    static TopicPartition partition(int number) {
        return new TopicPartition(TOPIC, number);
    }

    static Extent extent(long begin, long end) {
        return new Extent(begin, end);
    }
}
