package io.dashstream.replay.reader;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;

/** Makes every Kafka client of the module from one configuration. */
interface KafkaClients {

    /** A consumer that has nothing assigned, commits nothing and belongs to no group. */
    Consumer<byte[], byte[]> consumer();

    /** A client for questions to the cluster; it never creates or changes anything. */
    Admin admin();
}
