package io.dashstream.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.replay.reader.ReplayReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
                SpringServer.class, "--server.port=0", "--dashstream.brokers=" + kafka.bootstrapServers());
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
    void healthAndRunsAreServed() throws Exception {
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/api/runs").body()).startsWith("{\"runs\":[]");
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

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://" + authority + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
