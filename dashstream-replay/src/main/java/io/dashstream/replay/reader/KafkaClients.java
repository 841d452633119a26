package io.dashstream.replay.reader;

import org.apache.kafka.clients.consumer.Consumer;

/** Makes every Kafka client of the module from one configuration. */
interface KafkaClients {

    /** A consumer that has nothing assigned, commits nothing and belongs to no group. */
    Consumer<byte[], byte[]> consumer();

    /** Looks at the topic; it never creates or changes anything. */
    TopicWatch watch();
}
