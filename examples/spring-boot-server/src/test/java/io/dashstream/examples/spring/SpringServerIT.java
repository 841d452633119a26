package io.dashstream.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.RunSpec;
import io.dashstream.replay.reader.ReplayReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

class SpringServerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static EmbeddedKafka kafka;
    private static ConfigurableApplicationContext application;
    private static String authority = "";

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.builder().start();
        kafka.createTopic("dashstream-events", 1);
        application = SpringApplication.run(
                SpringServer.class,
                "--server.port=0",
                "--KAFKA_BROKERS=" + kafka.bootstrapServers(),
                "--DASHSTREAM_MAX_RUNS=1",
                "--DASHSTREAM_SESSIONS=7",
                "--DASHSTREAM_CLIENT_HEADER=X_FORWARDED_FOR",
                "--DASHSTREAM_TRUSTED_PROXIES=127.0.0.1");
        application.getBean(ReplayReader.class).awaitCaughtUp(PATIENCE);
        authority = "127.0.0.1:"
                + ((ServletWebServerApplicationContext) application)
                        .getWebServer()
                        .getPort();
    }

    @AfterAll
    static void stop() {
        application.close();
        kafka.close();
    }

    @Test
    @DisplayName("CF-03: a producer with nothing but the same brokers is seen")
    void whatAProducerOfTheSameBrokersSaysIsServed() throws Exception {
        assertThat(get("/health").statusCode()).isEqualTo(200);
        try (DashStreamProducer producer = DashStreamProducer.builder()
                .environment(Map.of("KAFKA_BROKERS", kafka.bootstrapServers()))
                .build()) {
            for (String thread : List.of("first", "second")) {
                producer.startRun(RunSpec.of(thread)).complete();
            }
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/api/runs").body()).contains("\"threadId\":\"second\""));
        assertThat(get("/api/runs").body()).as("of one run at most").doesNotContain("\"threadId\":\"first\"");
    }

    @Test
    @DisplayName("CF-07: hub and address resolver take their settings from where Spring has them")
    void settingsHaveAnEffect() throws Exception {
        assertThat(get("/version").body()).contains("\"DASHSTREAM_SESSIONS\":\"7\"");
        assertThat(get("/version", "X-Forwarded-For", "127.0.0.1").statusCode()).isEqualTo(200);
        HttpResponse<String> fromElsewhere = get("/version", "X-Forwarded-For", "198.51.100.7");
        assertThat(fromElsewhere.statusCode()).isEqualTo(403);
    }

    @Test
    void aWebSocketOfTheSecondDialectIsGreeted() throws Exception {
        CompletableFuture<String> greeting = new CompletableFuture<>();
        WebSocket socket = HTTP.newWebSocketBuilder()
                .subprotocols("dashstream.v2")
                .buildAsync(URI.create("ws://" + authority + "/ws"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        greeting.complete(text.toString());
                        return null;
                    }
                })
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(greeting).succeedsWithin(PATIENCE).asString().contains("\"type\":\"hello\"");
        socket.abort();
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + authority + path));
        return HTTP.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
