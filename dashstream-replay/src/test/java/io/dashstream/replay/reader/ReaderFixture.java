package io.dashstream.replay.reader;

import static org.awaitility.Awaitility.await;

import io.dashstream.kafka.embedded.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInfo;

/** Readers and topics on a real broker, closed behind each test. */
abstract class ReaderFixture {

    static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<AutoCloseable> open = new ArrayList<>();

    /** The broker, started by the test class. */
    abstract EmbeddedKafka kafka();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    /** A topic of the test's own; it has to be created. */
    Topic topic(TestInfo test) {
        return topic(test.getTestMethod().orElseThrow().getName());
    }

    Topic topic(String name) {
        Topic topic = new Topic(kafka(), name);
        open.add(topic);
        return topic;
    }

    /** What every reader of these tests is told. */
    ReplayReaderBuilder builder(Topic topic) {
        return ReplayReader.builder()
                .bootstrapServers(kafka().bootstrapServers())
                .topic(topic.name())
                .identityCheckInterval(Duration.ofMillis(200));
    }

    ReplayReader started(ReplayReaderBuilder builder) {
        ReplayReader reader = builder.build();
        open.add(reader);
        reader.start();
        return reader;
    }

    static ConditionFactory eventually() {
        return await().atMost(LIMIT).pollInterval(Duration.ofMillis(20));
    }
}
