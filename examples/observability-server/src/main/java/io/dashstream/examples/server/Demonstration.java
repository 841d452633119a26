package io.dashstream.examples.server;

import io.dashstream.examples.agent.Corpus;
import io.dashstream.examples.agent.Pace;
import io.dashstream.examples.agent.ResearchAgent;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.producer.DashStreamProducer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Kafka in this process and an agent that keeps answering questions, at a pace that a person can follow. */
final class Demonstration implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Demonstration.class);

    private static final String TENANT = "demo";
    private static final int PARTITIONS = 3;
    private static final int AT_A_TIME = 2;
    /** An odd number beside the even number of questions: everybody asks everything in the end. */
    private static final int VISITORS = 5;
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
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

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

    /** Two at a time, so that runs overlap. */
    private void keepAsking() {
        ResearchAgent agent = new ResearchAgent(Corpus.bundled(), Pace.of(WORD), telemetry, threads);
        for (int i = 0; i < AT_A_TIME; i++) {
            threads.execute(() -> {
                do {
                    ask(agent);
                } while (!isOverIn(BETWEEN_QUESTIONS));
            });
        }
    }

    private void ask(ResearchAgent agent) {
        int number = asked.getAndIncrement();
        try {
            agent.research(
                    "visitor-" + (number % VISITORS + 1),
                    QUESTIONS.get(number % QUESTIONS.size()),
                    (node, state) -> {});
        } catch (RuntimeException e) {
            // The run has told it as its error; the next question is asked all the same.
            LOG.warn("The agent failed on question {}", number + 1, e);
        }
    }

    private boolean isOverIn(Duration time) {
        try {
            return over.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        over.countDown();
        threads.shutdownNow();
        telemetry.close(DELIVERY);
        kafka.close();
    }
}
