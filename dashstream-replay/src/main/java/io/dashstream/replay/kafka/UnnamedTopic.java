package io.dashstream.replay.kafka;

import io.dashstream.replay.ReplayException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands for the id of a topic on brokers that give topics none: Kafka before 2.8, and some services like it.
 *
 * <p>A topic that was deleted and created again can't be told by its id then, only by being away, by having fewer partitions, or
 * by a partition that ends before where it ended: each of these gives it another name. One that has grown past where the old
 * one ended is not noticed. The name is minted anew by every process, as nothing tells that the topic is still the one
 * of the process before. Thread-safe.
 */
final class UnnamedTopic {

    private static final Logger LOG = LoggerFactory.getLogger(UnnamedTopic.class);

    private final String topic;
    private final boolean isRefused;
    private final Map<Integer, Long> ends = new HashMap<>();
    private String name = "";
    private int partitions;

    private UnnamedTopic(String topic, boolean isRefused) {
        this.topic = topic;
        this.isRefused = isRefused;
    }

    /** For a history that ends with this process. */
    static UnnamedTopic ofThisProcess(String topic) {
        return new UnnamedTopic(topic, false);
    }

    /** For a history that other processes find: to them a minted name means nothing. */
    static UnnamedTopic refused(String topic) {
        return new UnnamedTopic(topic, true);
    }

    /** The name of what is there now. */
    synchronized String named(int nowPartitions) {
        if (isRefused) {
            throw new ReplayException("the brokers give topic " + topic
                    + " no id, as Kafka does from 2.8 on: a history outside of this process could be another topic's."
                    + " Leave out that store, or read from brokers that give ids");
        }
        if (name.isEmpty()) {
            mint();
            LOG.warn(
                    "The brokers give topic {} no id, as Kafka does from 2.8 on. Cursors hold for this process only, and if the"
                            + " topic is created anew that is noticed only while it is away or shorter",
                    topic);
        } else if (nowPartitions < partitions) {
            mint();
        }
        partitions = nowPartitions;
        return name;
    }

    /** The topic is not there: what comes back is another one. */
    synchronized void isAway() {
        if (!name.isEmpty()) {
            mint();
        }
    }

    /** Where a partition ends; to be told in the order in which it was asked. */
    synchronized void endsAt(int partition, long offset) {
        if (name.isEmpty()) {
            return;
        }
        if (offset < ends.getOrDefault(partition, 0L)) {
            mint();
        }
        ends.put(partition, offset);
    }

    private void mint() {
        name = "minted-" + UUID.randomUUID();
        ends.clear();
    }
}
