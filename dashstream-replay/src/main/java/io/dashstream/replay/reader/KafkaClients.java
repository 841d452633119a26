package io.dashstream.replay.reader;

import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Makes every Kafka client of the module from one configuration. */
interface KafkaClients {

    /** A consumer that has nothing assigned, commits nothing and belongs to no group. */
    Consumer<byte[], byte[]> consumer();

    /**
     * A producer of dead letters.
     *
     * @param timeout how long a letter may take in all
     */
    Producer<byte[], byte[]> letters(Duration timeout);

    /** Looks at the topic; it never creates or changes anything. */
    TopicWatch watch();
}
