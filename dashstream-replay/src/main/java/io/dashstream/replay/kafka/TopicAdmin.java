package io.dashstream.replay.kafka;

import io.dashstream.replay.store.LogEnd;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
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

    TopicAdmin(Admin admin, String topic) {
        this.admin = admin;
        this.topic = topic;
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
        return cluster.thenCombine(described, this::described);
    }

    /**
     * Asks for an offset of each of some partitions, of what may be read: open transactions are behind the latest.
     *
     * @param partitions the partitions' numbers
     * @param which which offset
     * @return the offset by partition, -1 where there is none
     */
    public CompletableFuture<Map<Integer, Long>> offsets(Collection<Integer> partitions, OffsetSpec which) {
        return listed(partitions, which, ListOffsetsResultInfo::offset);
    }

    /**
     * Asks where each of some partitions ends, of what may be read, and which leader epoch it is at.
     *
     * @param partitions the partitions' numbers
     * @return the end by partition
     */
    public CompletableFuture<Map<Integer, LogEnd>> ends(Collection<Integer> partitions) {
        return listed(partitions, OffsetSpec.latest(), TopicAdmin::end);
    }

    private static LogEnd end(ListOffsetsResultInfo info) {
        int leaderEpoch = info.leaderEpoch().orElse(-1);
        return new LogEnd(
                Math.max(0, info.offset()), leaderEpoch < 0 ? OptionalInt.empty() : OptionalInt.of(leaderEpoch));
    }

    private <T> CompletableFuture<Map<Integer, T>> listed(
            Collection<Integer> partitions, OffsetSpec which, Function<ListOffsetsResultInfo, T> what) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(new TopicPartition(topic, partition), which));
        ListOffsetsResult listed = admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
        return future(listed.all()).thenApply(found -> {
            Map<Integer, T> values = new HashMap<>();
            found.forEach((key, info) -> values.put(key.partition(), what.apply(info)));
            return values;
        });
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
        return new Described(
                new TopicIdentity(clusterId, topic, description.topicId().toString()),
                description.partitions().size());
    }

    private static <T> CompletableFuture<T> future(KafkaFuture<T> future) {
        return future.toCompletionStage().toCompletableFuture();
    }
}
