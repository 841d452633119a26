package io.dashstream.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dashstream.replay.run.RunStatus;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

class ObservabilityServerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ObservabilityServer demo;

    @BeforeAll
    static void start() {
        demo = ObservabilityServer.start(Map.of("PORT", "0"));
        awaitFinishedRun(demo);
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    private static void awaitFinishedRun(ObservabilityServer server) {
        await().atMost(PATIENCE)
                .until(() ->
                        server.reader().runs().recent().stream().anyMatch(run -> run.status() == RunStatus.FINISHED));
    }

    @Test
    void theDemoAgentsRunsAreListedWithStatesThatAreVerified() throws Exception {
        JsonNode runs = json(demo, "/api/runs").path("runs");

        assertThat(runs).isNotEmpty();
        assertThat(runs)
                .allSatisfy(run -> assertThat(run.path("tenantId").asText()).isEqualTo("demo"));

        JsonNode finished = null;
        for (JsonNode run : runs) {
            if (run.path("status").asText().equals("finished")) {
                finished = run;
            }
        }
        assertThat(finished).isNotNull();
        JsonNode state = json(
                demo,
                "/api/runs/demo/" + finished.path("threadId").asText() + "/state?runId="
                        + finished.path("runId").asText());
        assertThat(state.path("verification").asText()).isEqualTo("verified");
        assertThat(state.path("state").path("question").asText()).isNotBlank();
    }

    @Test
    void aClientOfTheSecondDialectIsGreetedAndGetsHistoryOnlyIfItAsks() throws Exception {
        Frames frames = new Frames();
        WebSocket socket = HTTP.newWebSocketBuilder()
                .subprotocols("dashstream.v2")
                .buildAsync(URI.create(demo.address().replaceFirst("http", "ws") + "/ws"), frames)
                .get(10, TimeUnit.SECONDS);

        assertThat(frames.next().path("type").asText()).isEqualTo("hello");
        socket.sendText("{\"type\":\"resume\"}", true).get(10, TimeUnit.SECONDS);
        JsonNode resumed = frames.next();
        assertThat(resumed.path("type").asText()).isEqualTo("resumed");
        assertThat(resumed.path("partitions"))
                .allSatisfy(partition -> assertThat(partition.path("start")).isEqualTo(partition.path("hwm")));
        socket.abort();
    }

    @Test
    void itIsHealthySaysWhichItIsAndExportsWhatItsPartsCount() throws Exception {
        assertThat(get(demo, "/health").statusCode()).isEqualTo(200);
        assertThat(json(demo, "/version").path("kafka_topic").asText()).isEqualTo("dashstream-events");
        assertThat(get(demo, "/metrics").body())
                .contains(
                        "dashstream_replay_memory_retained_records",
                        "dashstream_replay_ingest_records_total",
                        "dashstream_messages_sent_total",
                        "dashstream_replay_cold_chunks_total",
                        "dashstream_replay_poison_pauses_total",
                        "websocket_sessions");
    }

    @Test
    void itSaysWhichCommitItWasBuiltFromAndWhen() throws Exception {
        JsonNode version = json(demo, "/version");

        assertThat(version.path("git_sha").asText()).matches("[0-9a-f]{40}|unknown");
        assertThat(Instant.parse(version.path("build_date").asText())).isBefore(Instant.now());
    }

    @Test
    void itsRootListsWhatThereIsAndNothingElseIsThere() throws Exception {
        assertThat(get(demo, "/").body())
                .contains(demo.address() + "/api/runs", "/health", "/metrics", "/version", "/events", "/ws");
        assertThat(get(demo, "/no-such-page").statusCode()).isEqualTo(404);
    }

    @Test
    void aSecondServerOverTheSameTopicSharesItsHistoryInRedis() throws Exception {
        int port = freePort();
        RedisServer redis = new RedisServer(port);
        redis.start();
        Map<String, String> environment =
                Map.of("PORT", "0", "KAFKA_BROKERS", demo.bootstrapServers(), "REDIS_URL", "redis://127.0.0.1:" + port);
        try (ObservabilityServer second = ObservabilityServer.start(environment)) {
            awaitFinishedRun(second);

            assertThat(json(second, "/version").path("resume_namespace"))
                    .isEqualTo(json(demo, "/version").path("resume_namespace"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    get(second, "/metrics").body().lines())
                            .anyMatch(line -> line.startsWith("dashstream_replay_redis_retained_records")
                                    && Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) > 0));
        } finally {
            redis.stop();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static HttpResponse<String> get(ObservabilityServer server, String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(server.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(ObservabilityServer server, String path) throws Exception {
        HttpResponse<String> response = get(server, path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /** The text frames that came, in order. */
    private static final class Frames implements WebSocket.Listener {

        private final StringBuilder part = new StringBuilder();
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean isLast) {
            part.append(data);
            if (isLast) {
                texts.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        JsonNode next() throws Exception {
            String text = texts.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(text).as("a text frame").isNotNull();
            return JSON.readTree(text);
        }
    }
}
