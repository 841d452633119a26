package io.dashstream.replay.reader;

import io.dashstream.replay.reader.Sighting.Extent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Looks through Kafka's Admin client. A look takes a few milliseconds and nobody waits for it, so a cluster that does not
 * answer costs the reader nothing but the certainty.
 */
final class AdminTopicWatch implements TopicWatch {

    private final Admin admin;
    private final String topic;
    private final Duration interval;
    private final LongSupplier nanoTime;

    private @Nullable CompletableFuture<Sighting> look;
    private long lastBegun;
    private boolean wanted = true;

    AdminTopicWatch(Admin admin, String topic, Duration interval, LongSupplier nanoTime) {
        this.admin = admin;
        this.topic = topic;
        this.interval = interval;
        this.nanoTime = nanoTime;
    }

    @Override
    public void lookSoon() {
        wanted = true;
    }

    @Override
    public Optional<Sighting> poll() {
        Optional<Sighting> finished = takeFinished();
        long now = nanoTime.getAsLong();
        if (look == null && (wanted || now - lastBegun >= interval.toNanos())) {
            wanted = false;
            lastBegun = now;
            look = begin(now);
        }
        return finished;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private Optional<Sighting> takeFinished() {
        CompletableFuture<Sighting> current = look;
        if (current == null || !current.isDone()) {
            return Optional.empty();
        }
        look = null;
        return Optional.of(current.join());
    }

    /** Identity, offsets, identity: offsets between two equal identities belong to it. */
    private CompletableFuture<Sighting> begin(long now) {
        return identity()
                .thenCompose(before -> offsets(before.partitions())
                        .thenCompose(extents -> identity().thenApply(after -> {
                            if (!after.identity().equals(before.identity())) {
                                wanted = true;
                                return (Sighting) new Sighting.Failed("the topic changed while it was looked at");
                            }
                            return new Sighting.Present(before.identity(), new TreeMap<>(extents), now);
                        })))
                .exceptionally(AdminTopicWatch::failure);
    }

    private record Described(TopicIdentity identity, int partitions) {}

    private CompletableFuture<Described> identity() {
        CompletableFuture<String> cluster = future(admin.describeCluster().clusterId());
        CompletableFuture<Map<String, TopicDescription>> described =
                future(admin.describeTopics(List.of(topic)).allTopicNames());
        return cluster.thenCombine(described, this::described);
    }

    private Described described(String clusterId, Map<String, TopicDescription> descriptions) {
        TopicDescription description = descriptions.get(topic);
        if (description == null) {
            throw new IllegalStateException("the cluster described " + descriptions.keySet() + ", not " + topic);
        }
        return new Described(
                new TopicIdentity(clusterId, topic, description.topicId().toString()),
                description.partitions().size());
    }

    private CompletableFuture<Map<Integer, Extent>> offsets(int partitions) {
        ListOffsetsResult begins = list(partitions, OffsetSpec.earliest());
        ListOffsetsResult ends = list(partitions, OffsetSpec.latest());
        Map<Integer, Extent> extents = new HashMap<>();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            int p = partition;
            TopicPartition key = new TopicPartition(topic, p);
            all.add(future(begins.partitionResult(key)).thenCombine(future(ends.partitionResult(key)), (begin, end) -> {
                synchronized (extents) {
                    return extents.put(p, extent(begin, end));
                }
            }));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(done -> extents);
    }

    private static Extent extent(ListOffsetsResultInfo begin, ListOffsetsResultInfo end) {
        // Two answers, not one moment: retention may have moved the beginning in between.
        return new Extent(begin.offset(), Math.max(begin.offset(), end.offset()));
    }

    private ListOffsetsResult list(int partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wantedOffsets = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            wantedOffsets.put(new TopicPartition(topic, partition), spec);
        }
        return admin.listOffsets(wantedOffsets, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
    }

    private static Sighting failure(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof UnknownTopicOrPartitionException || cause instanceof UnknownTopicIdException) {
            return new Sighting.Missing();
        }
        return new Sighting.Failed(cause.toString());
    }

    private static <T> CompletableFuture<T> future(KafkaFuture<T> future) {
        return future.toCompletionStage().toCompletableFuture();
    }
}
