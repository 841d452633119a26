package io.dashstream.kafka.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates and deletes topics, and returns only when a client sees it too. */
final class Topics {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 10;

    private final Admin admin;

    Topics(Admin admin) {
        this.admin = admin;
    }

    void create(String name, int partitions, Map<String, String> configs) {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs);
        await("create topic " + name, admin.createTopics(List.of(topic)).all());
        awaitTrue("leaders of topic " + name, () -> hasLeaders(name, partitions));
        await(
                "read offsets of topic " + name,
                admin.listOffsets(ends(name, partitions)).all());
    }

    /**
     * A leader is known a moment before it takes records. A producer that writes into that moment can lose its first batch to the
     * second, and the broker then refuses the first for ever; asking the leader for something waits until it answers.
     */
    private static Map<TopicPartition, OffsetSpec> ends(String name, int partitions) {
        return IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(name, partition), partition -> OffsetSpec.latest()));
    }

    void delete(String name) {
        await("delete topic " + name, admin.deleteTopics(List.of(name)).all());
        awaitTrue("end of topic " + name, () -> !isKnown(name));
    }

    /** The controller has answered before the broker has applied the change to its own view; so we ask until it has. */
    private boolean hasLeaders(String name, int partitions) {
        try {
            var partitionsSeen = describe(name).partitions();
            return partitionsSeen.size() == partitions
                    && partitionsSeen.stream()
                            .allMatch(p -> p.leader() != null && !p.leader().isEmpty());
        } catch (UnknownTopic notYet) {
            return false;
        }
    }

    private boolean isKnown(String name) {
        try {
            describe(name);
            return true;
        } catch (UnknownTopic gone) {
            return false;
        }
    }

    private TopicDescription describe(String name) throws UnknownTopic {
        try {
            var topics =
                    admin.describeTopics(List.of(name)).allTopicNames().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return Objects.requireNonNull(topics.get(name), name);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new UnknownTopic();
            }
            throw failure("describe topic " + name, e);
        } catch (TimeoutException e) {
            throw failure("describe topic " + name, e);
        } catch (InterruptedException e) {
            throw interrupted("describe topic " + name, e);
        }
    }

    private static void await(String what, KafkaFuture<?> future) {
        try {
            future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw failure(what, e);
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    private static void awaitTrue(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new EmbeddedKafkaException("Waited " + TIMEOUT.toSeconds() + " s for the " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                throw interrupted(what, e);
            }
        }
    }

    private static EmbeddedKafkaException failure(String what, Exception e) {
        Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        return new EmbeddedKafkaException("Could not " + what + ": " + cause.getMessage(), cause);
    }

    private static EmbeddedKafkaException interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new EmbeddedKafkaException("Interrupted while waiting for: " + what, e);
    }

    /** The broker does not know the topic (any more, or yet). */
    private static final class UnknownTopic extends Exception {
        UnknownTopic() {
            super(null, null, false, false);
        }
    }
}
