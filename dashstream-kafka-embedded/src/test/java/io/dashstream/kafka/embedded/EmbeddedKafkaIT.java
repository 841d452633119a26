package io.dashstream.kafka.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

    private static final String TOPIC = "events";

    @Test
    void whatIsAcknowledgedIsRead() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start()) {
            kafka.createTopic(TOPIC, 1);

            Records.of(kafka).write(TOPIC, Records.values(0, 1_000));

            assertThat(Records.of(kafka).read(TOPIC)).isEqualTo(Records.values(0, 1_000));
        }
    }

    @Test
    void aRestartKeepsRecordsPortAndDirectory() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start()) {
            kafka.createTopic(TOPIC, 1);
            Records.of(kafka).write(TOPIC, Records.values(0, 100));
            String address = kafka.bootstrapServers();
            Path directory = kafka.directory();

            kafka.restart();

            assertThat(kafka.bootstrapServers()).isEqualTo(address);
            assertThat(kafka.directory()).isEqualTo(directory);
            Records.of(kafka).write(TOPIC, Records.values(100, 200));
            assertThat(Records.of(kafka).read(TOPIC)).isEqualTo(Records.values(0, 200));
        }
    }

    @Test
    void aDirectoryThatWasGivenIsKeptForTheNextBroker(@TempDir Path directory) throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.builder().directory(directory).start()) {
            first.createTopic(TOPIC, 1);
            Records.of(first).write(TOPIC, Records.values(0, 10));
        }
        try (EmbeddedKafka second = EmbeddedKafka.builder().directory(directory).start()) {
            assertThat(Records.of(second).read(TOPIC)).isEqualTo(Records.values(0, 10));
        }
    }

    @Test
    void aTemporaryDirectoryIsDeletedAtTheEnd() {
        EmbeddedKafka kafka = EmbeddedKafka.builder().start();
        assertThat(kafka.directory()).isNotEmptyDirectory();

        kafka.close();

        assertThat(kafka.directory()).doesNotExist();
        assertThat(kafka.isRunning()).isFalse();
    }

    @Test
    void twoBrokersLiveBesideEachOther() throws Exception {
        try (EmbeddedKafka one = EmbeddedKafka.builder().start();
                EmbeddedKafka two = EmbeddedKafka.builder().start()) {
            one.createTopic(TOPIC, 1);
            two.createTopic(TOPIC, 1);

            Records.of(one).write(TOPIC, List.of("one"));
            Records.of(two).write(TOPIC, List.of("two"));

            assertThat(Records.of(one).read(TOPIC)).containsExactly("one");
            assertThat(Records.of(two).read(TOPIC)).containsExactly("two");
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var builder = EmbeddedKafka.builder().port(taken.getLocalPort());

            assertThatThrownBy(builder::start)
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " on 127.0.0.1 is in use");
        }
    }

    @Test
    void aDirectoryInUseIsAnErrorAndNotTheEndOfThisJvm(@TempDir Path directory) {
        try (EmbeddedKafka first = EmbeddedKafka.builder().directory(directory).start()) {
            var second = EmbeddedKafka.builder().directory(directory);

            assertThatThrownBy(second::start)
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessageContaining("Kafka did not start")
                    .hasMessageContaining(directory.toString());
            assertThat(first.isRunning()).isTrue();
        }
    }

    @Test
    void aTopicHasItsPartitionsAndSettings() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                Admin admin = kafka.openAdmin()) {
            kafka.createTopic(TOPIC, 3, Map.of("retention.ms", "60000"));

            var resource = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
            var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            assertThat(config.get("retention.ms").value()).isEqualTo("60000");
            var topic = admin.describeTopics(List.of(TOPIC)).allTopicNames().get();
            assertThat(topic.get(TOPIC).partitions()).hasSize(3);
        }
    }

    @Test
    void aTopicThatIsThereAlreadyIsRefusedByName() {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start()) {
            kafka.createTopic(TOPIC, 1);

            assertThatThrownBy(() -> kafka.createTopic(TOPIC, 1))
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessageContaining("Topic 'events' already exists");
        }
    }

    @Test
    void aTopicDeletedAndCreatedAgainIsAnotherTopicAndEmpty() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                Admin admin = kafka.openAdmin()) {
            kafka.createTopic(TOPIC, 1);
            Records.of(kafka).write(TOPIC, Records.values(0, 10));
            var before = admin.describeTopics(List.of(TOPIC)).allTopicNames().get();

            kafka.deleteTopic(TOPIC);
            kafka.createTopic(TOPIC, 1);

            var after = admin.describeTopics(List.of(TOPIC)).allTopicNames().get();
            assertThat(after.get(TOPIC).topicId())
                    .isNotEqualTo(before.get(TOPIC).topicId());
            assertThat(Records.of(kafka).read(TOPIC)).isEmpty();
        }
    }

    @Test
    void clientsCanBeMadeToLogIn() throws Exception {
        String login = "org.apache.kafka.common.security.plain.PlainLoginModule required";
        try (EmbeddedKafka kafka = EmbeddedKafka.builder()
                .clientProtocol(SecurityProtocol.SASL_PLAINTEXT)
                .property("listener.name.client.sasl.enabled.mechanisms", "PLAIN")
                .property("listener.name.client.plain.sasl.jaas.config", login + " user_ann=\"open\";")
                .start()) {
            kafka.createTopic(TOPIC, 1);
            Records ann = Records.of(kafka)
                    .with(Map.of(
                            "security.protocol", "SASL_PLAINTEXT",
                            "sasl.mechanism", "PLAIN",
                            "sasl.jaas.config", login + " username=\"ann\" password=\"open\";"));

            ann.write(TOPIC, List.of("hello"));

            assertThat(ann.read(TOPIC)).containsExactly("hello");
            Records stranger = ann.with(Map.of("sasl.jaas.config", login + " username=\"ann\" password=\"guess\";"));
            assertThatThrownBy(() -> stranger.read(TOPIC))
                    .isInstanceOf(org.apache.kafka.common.errors.SaslAuthenticationException.class);
        }
    }

    @Test
    void noNonDaemonThreadIsLeft() {
        var before = Thread.getAllStackTraces().keySet();
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start()) {
            kafka.createTopic(TOPIC, 1);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !thread.isDaemon() && !before.contains(thread))
                .isEmpty();
    }

    @Test
    void whatIsClosedDoesNotStartAgain() {
        EmbeddedKafka kafka = EmbeddedKafka.builder().start();
        kafka.close();

        assertThatThrownBy(kafka::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was closed");
        assertThat(Files.exists(kafka.directory())).isFalse();
    }
}
