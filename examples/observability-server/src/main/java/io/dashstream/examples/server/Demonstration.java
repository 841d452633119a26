package io.dashstream.examples.server;

import io.dashstream.examples.agent.Corpus;
import io.dashstream.examples.agent.Pace;
import io.dashstream.examples.agent.ResearchAgent;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.producer.DashStreamProducer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Kafka in this process and an agent that keeps answering questions, at a pace that a person can follow. */
final class Demonstration implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Demonstration.class);

    private static final String TENANT = "demo";
    private static final int PARTITIONS = 3;
    /** How long a word of the model takes. */
    private static final Duration WORD = Duration.ofMillis(25);

    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(5);
    private static final Duration DELIVERY = Duration.ofSeconds(5);

    private static final List<String> QUESTIONS = List.of(
            "How does an extended republic protect citizens against faction and the violence of a majority?",
            "What keeps the departments of government from encroachments, and why must ambition counteract ambition?",
            "Why should judges hold office during good behavior, and who declares void a law contrary to the Constitution?",
            "Why does good government need energy in the executive?");

    private final EmbeddedKafka kafka;
    private final DashStreamProducer telemetry;
    private final ScheduledExecutorService questions = Executors.newScheduledThreadPool(2);
    private final ExecutorService branches = Executors.newCachedThreadPool();
    private final AtomicLong asked = new AtomicLong();

    private Demonstration(EmbeddedKafka kafka, DashStreamProducer telemetry) {
        this.kafka = kafka;
        this.telemetry = telemetry;
    }

    static Demonstration start(String topic, MeterRegistry metrics) {
        EmbeddedKafka kafka = EmbeddedKafka.builder().start();
        kafka.createTopic(topic, PARTITIONS);
        DashStreamProducer telemetry = DashStreamProducer.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .tenantId(TENANT)
                .build();
        telemetry.meters().bindTo(metrics);
        Demonstration demonstration = new Demonstration(kafka, telemetry);
        demonstration.keepAsking();
        return demonstration;
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Two threads, so that runs overlap. */
    private void keepAsking() {
        ResearchAgent agent = new ResearchAgent(Corpus.bundled(), Pace.of(WORD), telemetry, branches);
        for (int i = 0; i < 2; i++) {
            questions.scheduleWithFixedDelay(
                    () -> ask(agent),
                    i * BETWEEN_QUESTIONS.toMillis() / 2,
                    BETWEEN_QUESTIONS.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void ask(ResearchAgent agent) {
        long number = asked.getAndIncrement();
        try {
            agent.research(
                    "visitor-" + (number + 1), QUESTIONS.get((int) (number % QUESTIONS.size())), (node, state) -> {});
        } catch (RuntimeException e) {
            // The run has told it as its error; the next question is asked all the same.
            LOG.warn("The agent failed on question {}", number + 1, e);
        }
    }

    @Override
    public void close() {
        questions.shutdownNow();
        branches.shutdownNow();
        telemetry.close(DELIVERY);
        kafka.close();
    }
}
