package io.dashstream.replay.kafka;

import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a cluster about one topic, through Kafka's Admin client. Nobody waits: every answer is a future. Thread-safe. */
public final class TopicAdmin implements AutoCloseable {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    /**
     * Which topic the name stands for.
     *
     * @param identity the topic's identity
     * @param partitions how many partitions it has
     */
    public record Described(TopicIdentity identity, int partitions) {}

    private final Admin admin;
    private final String topic;
    private final Duration within;
    private final UnnamedTopic unnamed;

    TopicAdmin(Admin admin, String topic, Duration within, UnnamedTopic unnamed) {
        this.admin = admin;
        this.topic = topic;
        this.within = within;
        this.unnamed = unnamed;
    }

    /**
     * Asks which topic the name stands for at the moment.
     *
     * @return the answer; it fails if there is no such topic ({@link #saysMissing}) or no answer
     */
    public CompletableFuture<Described> describe() {
        CompletableFuture<String> cluster = future(admin.describeCluster().clusterId());
        CompletableFuture<Map<String, TopicDescription>> described =
                future(admin.describeTopics(List.of(topic)).allTopicNames());
        return cluster.thenCombine(described, this::described).whenComplete((answer, failure) -> {
            if (failure != null && saysMissing(failure)) {
                unnamed.isAway();
            }
        });
    }

    /**
     * Asks for an offset of each of some partitions, of what may be read: open transactions are behind the latest.
     *
     * @param partitions the partitions' numbers
     * @param which which offset
     * @return the offset by partition, -1 where there is none; it fails if one of them does not answer
     */
    public CompletableFuture<Map<Integer, Long>> offsets(Collection<Integer> partitions, OffsetSpec which) {
        return future(listed(partitions, which, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .thenApply(found -> {
                    Map<Integer, Long> offsets = new HashMap<>();
                    found.forEach((key, info) -> offsets.put(key.partition(), info.offset()));
                    return offsets;
                });
    }

    /**
     * Asks where each of some partitions begins and ends, of what may be read, and which leader epoch it is at. All are
     * asked together, and each answers for itself: one without a leader holds up no other, and fails in the end. A
     * partition is asked again only when it has answered or failed.
     *
     * @param partitions the partitions' numbers
     * @return the answer by partition; each comes, or fails, within the request time-out
     */
    public Map<Integer, CompletableFuture<LogExtent>> extents(Collection<Integer> partitions) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        ListOffsetsOptions options =
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(Math.toIntExact(within.toMillis()));
        ListOffsetsResult begins = listed(partitions, OffsetSpec.earliest(), options);
        ListOffsetsResult ends = listed(partitions, OffsetSpec.latest(), options);
        Map<Integer, CompletableFuture<LogExtent>> extents = new HashMap<>();
        for (int partition : partitions) {
            TopicPartition key = new TopicPartition(topic, partition);
            extents.put(
                    partition,
                    future(begins.partitionResult(key))
                            .thenCombine(future(ends.partitionResult(key)), TopicAdmin::extent)
                            .whenComplete((extent, failure) -> {
                                if (failure == null) {
                                    unnamed.endsAt(partition, extent.end());
                                }
                            }));
        }
        return extents;
    }

    private static LogExtent extent(ListOffsetsResultInfo first, ListOffsetsResultInfo last) {
        long begin = Math.max(0, first.offset());
        int leaderEpoch = last.leaderEpoch().orElse(-1);
        // Two answers, not one moment: retention may have moved the beginning in between.
        return new LogExtent(
                begin,
                new LogEnd(
                        Math.max(begin, last.offset()),
                        leaderEpoch < 0 ? OptionalInt.empty() : OptionalInt.of(leaderEpoch)));
    }

    private ListOffsetsResult listed(Collection<Integer> partitions, OffsetSpec which, ListOffsetsOptions options) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(new TopicPartition(topic, partition), which));
        return admin.listOffsets(wanted, options);
    }

    /**
     * Whether an answer failed because no topic has the name.
     *
     * @param failure what an answer failed with
     * @return whether the topic is missing, as opposed to nothing being known
     */
    public static boolean saysMissing(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof UnknownTopicOrPartitionException || cause instanceof UnknownTopicIdException;
    }

    /**
     * What an answer failed with, without the wrappings of futures.
     *
     * @param failure what an answer failed with
     * @return the cause
     */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    @Override
    public void close() {
        admin.close(CLOSE_WITHIN);
    }

    private Described described(String clusterId, Map<String, TopicDescription> descriptions) {
        TopicDescription description = descriptions.get(topic);
        if (description == null) {
            throw new IllegalStateException("the cluster described " + descriptions.keySet() + ", not " + topic);
        }
        int partitions = description.partitions().size();
        Uuid id = description.topicId();
        return new Described(
                new TopicIdentity(
                        clusterId, topic, id.equals(Uuid.ZERO_UUID) ? unnamed.named(partitions) : id.toString()),
                partitions);
    }

    private static <T> CompletableFuture<T> future(KafkaFuture<T> future) {
        return future.toCompletionStage().toCompletableFuture();
    }
}
