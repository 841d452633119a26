package io.dashstream.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dashstream.core.wire.TelemetryTopic;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.kafka.secured.SecuredBroker;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.RunSpec;
import io.dashstream.replay.ReplayException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** CF-03, CF-07: what the environment says reaches every part of the server, and the producer beside it. */
class ServerSettingsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final ObjectMapper JSON = new ObjectMapper();

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.builder().start();
        kafka.createTopic(TelemetryTopic.DEFAULT_NAME, 1);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static ObservabilityServer server(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of("PORT", "0", "KAFKA_BROKERS", kafka.bootstrapServers()));
        environment.putAll(more);
        return ObservabilityServer.start(environment);
    }

    private static void produce(Map<String, String> environment, String... threads) {
        try (DashStreamProducer producer =
                DashStreamProducer.builder().environment(environment).build()) {
            for (String thread : threads) {
                producer.startRun(RunSpec.of(thread).initialState(Map.of("n", 1)))
                        .complete();
            }
        }
    }

    private static void produce(String... threads) {
        produce(Map.of("KAFKA_BROKERS", kafka.bootstrapServers()), threads);
    }

    private static void awaitRunOf(String thread, ObservabilityServer server) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(server, "/api/runs")).contains("\"threadId\":\"" + thread + "\""));
    }

    @Test
    @DisplayName("CF-03: producer and server with nothing but KAFKA_BROKERS set have the same topic, and data flows")
    void dataFlowsWithNothingButTheBrokers() throws Exception {
        try (ObservabilityServer server = server(Map.of())) {
            produce("plain");

            awaitRunOf("plain", server);
        }
    }

    @Test
    @DisplayName("CF-07: the reader's, the memory's and the run index's settings have an effect")
    void theReaderTakesItsSettings() throws Exception {
        produce("older", "newest");
        try (ObservabilityServer server = server(Map.of(
                "DASHSTREAM_MAX_RUNS",
                "1",
                "DASHSTREAM_MEMORY_RECORDS",
                "2",
                "DASHSTREAM_MAX_MESSAGE_BYTES",
                "4096"))) {
            awaitRunOf("newest", server);

            assertThat(get(server, "/api/runs")).doesNotContain("\"threadId\":\"older\"");
            assertThat(get(server, "/metrics")).contains("dashstream_replay_memory_retained_records 2.0");
            assertThat(get(server, "/version"))
                    .contains("\"max_payload_bytes\":4096", "\"DASHSTREAM_MEMORY_RECORDS\":\"2\"");
        }
    }

    @Test
    @DisplayName("CF-07: Redis keeps the shared history as its settings say")
    void redisTakesItsSettings() throws Exception {
        produce("shared");
        int port = freePort();
        String uri = "redis://127.0.0.1:" + port;
        RedisServer redis = new RedisServer(port);
        redis.start();
        RedisClient client = RedisClient.create(uri);
        try (ObservabilityServer server = server(
                        Map.of("REDIS_URL", uri, "DASHSTREAM_REDIS_PREFIX", "mine", "DASHSTREAM_REDIS_RECORDS", "1"));
                StatefulRedisConnection<String, String> commands = client.connect()) {
            awaitRunOf("shared", server);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(commands.sync().keys("{mine:dashstream-events*"))
                            .isNotEmpty());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(get(server, "/metrics"))
                            .contains("dashstream_replay_redis_retained_records 1.0"));
            assertThat(commands.sync().keys("*")).allMatch(key -> key.startsWith("{mine:dashstream-events"));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            redis.stop();
        }
    }

    @Test
    @DisplayName("CF-07: clients behind a trusted proxy are told apart, and each has its own limit")
    void proxiesAreTrustedAsTheEnvironmentSays() throws Exception {
        try (ObservabilityServer server = server(Map.of(
                "DASHSTREAM_ACCESS", "everybody",
                "DASHSTREAM_CLIENT_HEADER", "X_FORWARDED_FOR",
                "DASHSTREAM_TRUSTED_PROXIES", "127.0.0.1",
                "DASHSTREAM_SESSIONS_PER_ADDRESS", "1"))) {
            HttpResponse<InputStream> one = events(server, "198.51.100.7");
            HttpResponse<InputStream> other = events(server, "198.51.100.8");
            HttpResponse<InputStream> again = events(server, "198.51.100.7");

            assertThat(List.of(one.statusCode(), other.statusCode())).containsOnly(200);
            assertThat(new String(again.body().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("this address holds its 1 sessions");
            one.body().close();
            other.body().close();
        }
    }

    @Test
    @DisplayName("runs are served in pages, which show each once; a page that there is not is refused by name")
    void runsComeInPages() throws Exception {
        produce("page-1", "page-2", "page-3");
        try (ObservabilityServer server = server(Map.of())) {
            awaitRunOf("page-3", server);
            List<String> seen = new ArrayList<>();
            JsonNode page = JSON.readTree(get(server, "/api/runs?limit=2"));
            assertThat(page.path("runs")).hasSize(2);
            while (page.has("before")) {
                page.path("runs").forEach(run -> seen.add(run.path("threadId").asText()));
                page = JSON.readTree(get(
                        server,
                        "/api/runs?limit=2&before=" + page.path("before").asText()));
            }
            page.path("runs").forEach(run -> seen.add(run.path("threadId").asText()));

            assertThat(seen).doesNotHaveDuplicates().contains("page-1", "page-2", "page-3");
            assertThat(get(server, "/api/runs?limit=0"))
                    .contains("invalid_page", "limit is \\\"0\\\"", "from 1 to 1000");
        }
    }

    @Test
    @DisplayName("CF-02: a setting of any part that is out of range stops the start by its name")
    void whatIsOutOfRangeStopsTheStart() {
        for (String variable : List.of(
                "DASHSTREAM_MAX_RUNS", "DASHSTREAM_SESSIONS", "DASHSTREAM_MAX_HOPS", "DASHSTREAM_REDIS_RECORDS")) {
            assertThatThrownBy(() -> server(Map.of(variable, "0", "REDIS_URL", "redis://127.0.0.1:1")))
                    .isInstanceOf(ReplayException.class)
                    .hasMessageContaining(variable);
        }
    }

    @Test
    @DisplayName("KA-09: one file of Kafka's properties brings producer and server through TLS and SCRAM")
    void theFileOfKafkasPropertiesIsTaken() throws Exception {
        try (SecuredBroker broker = new SecuredBroker()) {
            broker.kafka().createTopic(TelemetryTopic.DEFAULT_NAME, 1);
            broker.user("server", "servers-secret");
            broker.allow("server", TelemetryTopic.DEFAULT_NAME);
            Map<String, String> environment = Map.of(
                    "PORT",
                    "0",
                    "KAFKA_BROKERS",
                    broker.kafka().bootstrapServers(),
                    "KAFKA_PROPERTIES_FILE",
                    broker.propertiesFile("server", "servers-secret").toString());
            try (ObservabilityServer server = ObservabilityServer.start(environment)) {
                produce(environment, "secured");

                awaitRunOf("secured", server);
                assertThat(get(server, "/version")).doesNotContain("secret");
            }
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static HttpResponse<InputStream> events(ObservabilityServer server, String forwardedFor) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(server.address() + "/events"))
                        .header("X-Forwarded-For", forwardedFor)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private static String get(ObservabilityServer server, String path) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(server.address() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
