package io.dashstream.client;

import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.time.Duration;

/** A broker, a reader and what serves it. */
final class Server implements AutoCloseable {

    private static final String TOPIC = "runs";
    private static final int PARTITIONS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final EmbeddedKafka kafka;
    private final ReplayReader reader;
    private final ReplayWeb web;

    Server() throws Exception {
        kafka = EmbeddedKafka.builder().start();
        kafka.createTopic(TOPIC, PARTITIONS);
        InMemoryReplayStore store = new InMemoryReplayStore();
        reader = ReplayReader.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(TOPIC)
                .store(store)
                .build();
        reader.start();
        reader.awaitCaughtUp(LIMIT);
        web = new ReplayWeb(reader, store);
    }

    ReplayWeb web() {
        return web;
    }

    DashStreamProducer producer() {
        return DashStreamProducer.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(TOPIC)
                .checkpointInterval(10)
                .build();
    }

    @Override
    public void close() {
        web.close();
        reader.close();
        kafka.close();
    }
}
