package io.dashstream.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.RunScope;
import io.dashstream.producer.RunSpec;
import io.dashstream.replay.run.RunStatus;
import io.dashstream.replay.run.RunSummary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The example as it is shipped, twice, beside a topic of somebody else. */
class TwoServersIT {

    private static final String TOPIC = "telemetry";
    private static final int PARTITIONS = 2;
    private static final int RUNS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @DisplayName("CF-09, KA-16: two servers read the same whole topic side by side and leave no trace in Kafka")
    void twoServersReadTheSameAndLeaveNoTrace() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start()) {
            kafka.createTopic(TOPIC, PARTITIONS);
            produce(kafka);
            Map<String, String> environment =
                    Map.of("PORT", "0", "KAFKA_BROKERS", kafka.bootstrapServers(), "KAFKA_TOPIC", TOPIC);
            try (Admin admin =
                    Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
                Traces before = Traces.in(admin);

                try (ObservabilityServer first = ObservabilityServer.start(environment);
                        ObservabilityServer second = ObservabilityServer.start(environment)) {
                    await().atMost(PATIENCE).untilAsserted(() -> {
                        assertThat(finished(first)).hasSize(RUNS);
                        assertThat(finished(second)).hasSize(RUNS);
                    });
                    assertThat(first.address()).isNotEqualTo(second.address());
                }

                assertThat(Traces.in(admin)).isEqualTo(before);
            }
        }
    }

    private static void produce(EmbeddedKafka kafka) {
        try (DashStreamProducer producer = DashStreamProducer.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(TOPIC)
                .build()) {
            for (int number = 0; number < RUNS; number++) {
                try (RunScope run = producer.startRun(RunSpec.of("thread-" + number))) {
                    run.state(Map.of("number", number));
                    run.complete(Map.of("number", number + 1));
                }
            }
        }
    }

    private static List<RunSummary> finished(ObservabilityServer server) {
        return server.reader().runs().recent().stream()
                .filter(run -> run.status() == RunStatus.FINISHED)
                .toList();
    }

    /** What a reader could leave behind: topics, groups with their offsets, records. */
    private record Traces(Set<String> topics, List<String> groups, List<Long> ends) {

        static Traces in(Admin admin) throws ExecutionException, InterruptedException {
            Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                    .collect(java.util.stream.Collectors.toMap(
                            partition -> partition, partition -> OffsetSpec.latest()));
            return new Traces(
                    admin.listTopics().names().get(),
                    admin.listGroups().all().get().stream()
                            .map(GroupListing::groupId)
                            .sorted()
                            .toList(),
                    admin.listOffsets(latest).all().get().values().stream()
                            .map(end -> end.offset())
                            .sorted()
                            .toList());
        }
    }
}
