package io.dashstream.kafka.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaProcessIT {

    private static final String TOPIC = "events";

    @Test
    void aKilledBrokerComesBackWithEverythingItAcknowledged() throws Exception {
        try (KafkaProcess kafka = KafkaProcess.builder().start()) {
            kafka.createTopic(TOPIC, 1);
            Records.of(kafka).write(TOPIC, Records.values(0, 5_000));
            int port = kafka.port();

            kafka.kill();
            assertThat(kafka.isRunning()).isFalse();
            kafka.start();

            assertThat(kafka.port()).isEqualTo(port);
            assertThat(Records.of(kafka).read(TOPIC)).isEqualTo(Records.values(0, 5_000));
        }
    }

    @Test
    void aProducerGoesOnAcrossAKillAndLosesAndDoublesNothing() throws Exception {
        try (KafkaProcess kafka = KafkaProcess.builder().start()) {
            kafka.createTopic(TOPIC, 1);
            try (var producer = Records.of(kafka).producer()) {
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (String value : Records.values(0, 2_000)) {
                    sent.add(producer.send(new ProducerRecord<>(TOPIC, value)));
                }
                sent.get(0).get();
                kafka.kill();
                kafka.start();
                for (String value : Records.values(2_000, 4_000)) {
                    sent.add(producer.send(new ProducerRecord<>(TOPIC, value)));
                }
                for (Future<RecordMetadata> ack : sent) {
                    ack.get();
                }
            }

            List<String> read = Records.of(kafka).read(TOPIC);
            assertThat(new HashSet<>(read)).hasSameSizeAs(read);
            assertThat(read).containsExactlyInAnyOrderElementsOf(Records.values(0, 4_000));
        }
    }

    @Test
    void aPausedBrokerAnswersNobodyUntilItIsResumed() throws Exception {
        try (KafkaProcess kafka = KafkaProcess.builder().start()) {
            kafka.createTopic(TOPIC, 1);
            try (var producer = Records.of(kafka).producer()) {
                producer.send(new ProducerRecord<>(TOPIC, "before")).get();

                kafka.pause();
                Future<RecordMetadata> during = producer.send(new ProducerRecord<>(TOPIC, "during"));
                assertThatThrownBy(() -> during.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                assertThat(kafka.isRunning()).isTrue();

                kafka.resume();
                during.get();
            }
            assertThat(Records.of(kafka).read(TOPIC)).containsExactly("before", "during");
        }
    }

    @Test
    void aPausedBrokerCanStillBeStopped(@TempDir Path directory) {
        try (KafkaProcess kafka = KafkaProcess.builder().directory(directory).start()) {
            kafka.pause();

            kafka.stop();

            assertThat(kafka.isRunning()).isFalse();
        }
    }

    @Test
    void anOrderlyRestartKeepsRecordsAndPort(@TempDir Path directory) throws Exception {
        try (KafkaProcess kafka = KafkaProcess.builder().directory(directory).start()) {
            kafka.createTopic(TOPIC, 1);
            Records.of(kafka).write(TOPIC, Records.values(0, 10));
            int port = kafka.port();

            kafka.restart();

            assertThat(kafka.port()).isEqualTo(port);
            assertThat(Records.of(kafka).read(TOPIC)).isEqualTo(Records.values(0, 10));
            assertThat(kafka.logFile()).content().contains("Kafka Server started");
        }
    }

    @Test
    void aBrokerThatCannotStartTellsTheEndOfItsLog() {
        var builder = KafkaProcess.builder().property("num.io.threads", "none");

        assertThatThrownBy(builder::start)
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining("Kafka did not start")
                .hasMessageContaining("num.io.threads");
    }

    @Test
    void theChildDiesWithItsParent(@TempDir Path directory) throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ParentOfKafka.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long pid;
        try (var lines = parent.inputReader()) {
            pid = Long.parseLong(lines.readLine());
            ProcessHandle broker = ProcessHandle.of(pid).orElseThrow();

            parent.destroyForcibly();

            broker.onExit().get(30, TimeUnit.SECONDS);
        } finally {
            parent.destroyForcibly();
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void whatIsDownCannotBeKilled() {
        KafkaProcess kafka = KafkaProcess.builder().start();
        kafka.close();

        assertThatThrownBy(kafka::kill)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is down");
        assertThat(Files.exists(kafka.directory())).isFalse();
    }

    /** Starts a broker, prints its process id and waits to be killed. */
    static final class ParentOfKafka {
        public static void main(String[] arguments) throws Exception {
            KafkaProcess kafka =
                    KafkaProcess.builder().directory(Path.of(arguments[0])).start();
            System.out.println(kafka.pid());
            Thread.currentThread().join();
        }
    }
}
