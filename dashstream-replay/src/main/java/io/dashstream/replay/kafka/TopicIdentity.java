package io.dashstream.replay.kafka;

import io.dashstream.replay.epoch.Epoch;

/**
 * Which topic a name stands for at the moment.
 *
 * @param clusterId the cluster's id
 * @param topic the topic's name
 * @param topicId the topic's id, another one each time the topic is created; or what stands for it
 */
public record TopicIdentity(String clusterId, String topic, String topicId) {

    /**
     * The epoch of the topic.
     *
     * @param resetGeneration how often it was reset by hand
     * @return the epoch
     */
    public Epoch epoch(long resetGeneration) {
        return Epoch.of(clusterId, topic, topicId, resetGeneration);
    }
}
