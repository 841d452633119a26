package io.dashstream.examples.quickstart;

import io.dashstream.kafka.embedded.EmbeddedKafka;

/** The Kafka that is used: the user's, or one of our own that ends with us. */
sealed interface Broker extends AutoCloseable {

    String bootstrapServers();

    @Override
    void close();

    static Broker of(Options options) {
        return options.bootstrapServers()
                .<Broker>map(Foreign::new)
                .orElseGet(() -> new Own(EmbeddedKafka.builder().start()));
    }

    /** Somebody else's, left as it is. */
    record Foreign(String bootstrapServers) implements Broker {
        @Override
        public void close() {
            // It is not ours to stop.
        }
    }

    /** In this process, with its records in a temporary directory. */
    record Own(EmbeddedKafka kafka) implements Broker {
        @Override
        public String bootstrapServers() {
            return kafka.bootstrapServers();
        }

        @Override
        public void close() {
            kafka.close();
        }
    }
}
