package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** KA-07: the broker has taken a record, and its answer is lost on the way. */
class LostAnswerIT {

    private static EmbeddedKafka kafka;
    private static ResponseDroppingProxy proxy;

    @BeforeAll
    static void start() {
        int port = freePort();
        kafka = EmbeddedKafka.builder().advertisedPort(port).start();
        proxy = new ResponseDroppingProxy(port, kafka.port());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        kafka.close();
    }

    /** Below the range that the kernel takes for outgoing connections. */
    private static int freePort() {
        SplittableRandom random = new SplittableRandom();
        while (true) {
            int port = random.nextInt(10_000, 15_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException inUse) {
                // The next one, then.
            }
        }
    }

    private static DashStreamProducer producer(String topic, boolean idempotent) {
        kafka.createTopic(topic, 1);
        return DashStreamProducer.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .kafkaProperty("enable.idempotence", idempotent)
                .kafkaProperty("request.timeout.ms", 3_000)
                .kafkaProperty("delivery.timeout.ms", 20_000)
                .build();
    }

    /** Loses the answer to the second of three states. */
    private static void threeStates(DashStreamProducer producer) {
        int lost = proxy.lost();
        RunScope run = producer.startRun(RunSpec.of("t").initialState(Map.of("n", 0)));
        run.state(Map.of("n", 1));
        assertThat(producer.flush(Duration.ofSeconds(30)).complete()).isTrue();
        proxy.loseNextAnswer();
        run.state(Map.of("n", 2));
        assertThat(producer.flush(Duration.ofSeconds(30)).complete()).isTrue();
        assertThat(proxy.lost()).isEqualTo(lost + 1);
        run.state(Map.of("n", 3));
        DeliveryReport report = producer.flush(Duration.ofSeconds(30));
        assertThat(report.complete()).isTrue();
        assertThat(report.delivered()).isEqualTo(4);
        Sums.assertClosed(producer.stats());
    }

    private static List<Integer> statesOf(RunAssembler runs, List<DashStreamMessage> log) {
        List<RunUpdate> updates = new ArrayList<>();
        log.forEach(message -> updates.addAll(runs.accept(message)));
        updates.addAll(runs.flush());
        List<Integer> states = new ArrayList<>();
        for (RunUpdate update : updates) {
            if (update instanceof RunUpdate.StateChanged changed) {
                states.add(changed.state().value().get("n").intValue());
            }
        }
        return states;
    }

    @Test
    @DisplayName("KA-07: the client sends again, and the log has the record once")
    void theLogHasTheRecordOnce() {
        try (DashStreamProducer producer = producer("idempotent", true)) {
            threeStates(producer);
        }
        List<DashStreamMessage> log = TopicContent.read(kafka.bootstrapServers(), "idempotent");
        RunAssembler runs = RunAssembler.builder().build();

        assertThat(log.stream().map(message -> Messages.header(message).getSequence()))
                .startsWith(1L, 2L, 3L, 4L)
                .doesNotHaveDuplicates();
        assertThat(statesOf(runs, log)).startsWith(0, 1, 2, 3);
        assertThat(runs.counts().duplicates()).isZero();
    }

    @Test
    @DisplayName("KA-07: without idempotence the log has the record twice, same id and number, and it is applied once")
    void aRecordThatIsThereTwiceIsAppliedOnce() {
        try (DashStreamProducer producer = producer("repeating", false)) {
            threeStates(producer);
        }
        List<DashStreamMessage> log = TopicContent.read(kafka.bootstrapServers(), "repeating");
        RunAssembler runs = RunAssembler.builder().build();

        List<Header> third = log.stream()
                .map(Messages::header)
                .filter(header -> header.getSequence() == 3)
                .toList();
        assertThat(third).hasSize(2);
        assertThat(third.get(0)).isEqualTo(third.get(1));
        assertThat(statesOf(runs, log)).startsWith(0, 1, 2, 3);
        assertThat(runs.counts().duplicates()).isEqualTo(1);
        assertThat(runs.counts().corruptions()).isZero();
    }
}
