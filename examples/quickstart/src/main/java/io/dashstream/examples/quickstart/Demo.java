package io.dashstream.examples.quickstart;

import io.dashstream.examples.agent.Pace;
import io.dashstream.examples.quickstart.replay.Replay;
import io.dashstream.examples.quickstart.replay.Replayed;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.DashStreamProducerBuilder;
import io.dashstream.producer.DeliveryReport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The whole demonstration, from the broker to the verdict. */
final class Demo {

    static final List<String> QUESTIONS = List.of(
            "How does an extended republic protect citizens against faction and the violence of a majority?",
            "What keeps the departments of government from encroachments, and why must ambition counteract ambition?",
            "Why should judges hold office during good behavior, and who declares void a law contrary to the Constitution?");

    private static final String TENANT = "quickstart";
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration REPLAY_TIMEOUT = Duration.ofSeconds(60);

    private final Options options;
    private final PrintStream out;
    private final Pace pace;
    private final UnaryOperator<DashStreamProducerBuilder> settings;

    /** The settings are the last word on the producer: where a test puts something between it and Kafka. */
    Demo(Options options, PrintStream out, Pace pace, UnaryOperator<DashStreamProducerBuilder> settings) {
        this.options = options;
        this.out = out;
        this.pace = pace;
        this.settings = settings;
    }

    /** Says whether everything came back as it was. */
    boolean run() {
        Progress progress = new Progress(out, System::nanoTime);
        try (Broker broker = Broker.of(options)) {
            prepare(broker, progress);
            List<Journal> journals = journals();
            List<String> problems = new ArrayList<>();
            DeliveryReport delivery = observe(broker, journals, progress, problems);
            double before = progress.seconds();
            Replayed replayed = new Replay(broker.bootstrapServers(), options.topic(), REPLAY_TIMEOUT)
                    .threads(TENANT, journals.stream().map(Journal::threadId).toList());
            progress.say(
                    "Replay",
                    String.format(
                            Locale.ROOT,
                            "read back in %.1f s by a reader that knows only the address, the topic and the threads",
                            progress.seconds() - before));
            problems.addAll(Verdict.of(journals, delivery, replayed));
            Report report = new Report(out);
            report.print(replayed);
            report.verdict(replayed, problems);
            return problems.isEmpty();
        }
    }

    private void prepare(Broker broker, Progress progress) {
        String where = options.bootstrapServers().isPresent() ? "yours, at " : "a single node in this process, at ";
        progress.say("Kafka", where + broker.bootstrapServers());
        boolean made = DemoTopic.createUnlessThere(broker.bootstrapServers(), options.topic());
        progress.say("Topic", options.topic() + (made ? ", created" : ", was there already"));
    }

    /** Names that nobody used before, for the topic may be full of other runs. */
    private static List<Journal> journals() {
        String call = UUID.randomUUID().toString().substring(0, 8);
        return IntStream.range(0, QUESTIONS.size())
                .mapToObj(i -> new Journal("research-" + call + "-" + (i + 1), QUESTIONS.get(i)))
                .toList();
    }

    private DeliveryReport observe(Broker broker, List<Journal> journals, Progress progress, List<String> problems) {
        progress.say("Agents", journals.size() + " questions at once");
        DashStreamProducer telemetry = settings.apply(DashStreamProducer.builder()
                        .bootstrapServers(broker.bootstrapServers())
                        .topic(options.topic())
                        .tenantId(TENANT))
                .build();
        try (telemetry) {
            problems.addAll(new Agents(telemetry, pace, progress).answer(journals));
            DeliveryReport delivery = telemetry.close(DELIVERY_TIMEOUT);
            progress.say(
                    "Producer",
                    delivery.delivered() + " messages delivered, " + delivery.failed() + " failed, "
                            + delivery.dropped() + " dropped");
            return delivery;
        }
    }
}
