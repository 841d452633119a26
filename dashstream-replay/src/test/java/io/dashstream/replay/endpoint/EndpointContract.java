package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.replay.access.AccessDecision.Granted;
import io.dashstream.replay.access.AccessPolicy;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.hub.SessionLimit;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.run.ScriptedRun;
import io.dashstream.replay.session.CloseReason;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the endpoint promises in every servlet container; each container has a subclass. */
abstract class EndpointContract {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int TOO_BIG = 1009;
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(1);
    private static final AtomicLong TOPICS = new AtomicLong();
    private static EmbeddedKafka kafka;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final WebServer.Kind kind;
    private String topic = "";
    private ReplayReader reader;
    private SessionHub hub;
    private WebServer server;
    private KafkaProducer<String, byte[]> producer;

    EndpointContract(WebServer.Kind kind) {
        this.kind = kind;
    }

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.builder().start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    @DisplayName("the subprotocol chooses the dialect; without one it is the first")
    void dialects(TestInfo test) throws Exception {
        serve(test, AccessPolicy.loopbackOnly());
        SocketClient second = connect(Dialect.V2_SUBPROTOCOL, Map.of());
        assertThat(second.subprotocol()).isEqualTo(Dialect.V2_SUBPROTOCOL);
        assertThat(second.awaitMessage("hello").get("limits").has("windowPages"))
                .isTrue();
        SocketClient first = connect("", Map.of());
        assertThat(first.subprotocol()).isEmpty();
        first.say("{'type':'ping'}");
        first.awaitMessage("pong");
        assertThat(first.messages()).hasSize(1);
        assertThat(hub.stats().sessions()).containsEntry(Dialect.V1, 1L).containsEntry(Dialect.V2, 1L);
        first.close();
        second.close();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(hub.stats().sessions().values()).containsOnly(0L));
    }

    @Test
    @DisplayName("RE-21: pages from elsewhere may not connect, by WebSocket or otherwise")
    void foreignOrigins(TestInfo test) throws Exception {
        serve(test, AccessPolicy.loopbackOnly());
        Map<String, String> foreign = Map.of("Origin", "https://evil.example");
        assertThatThrownBy(() -> connect("", foreign)).satisfies(EndpointContract::isForbidden);
        for (String path : List.of("/events", "/api/runs", "/api/runs/a/b", "/health", "/version")) {
            assertThat(get(path, foreign).statusCode()).as(path).isEqualTo(403);
        }
        connect("", Map.of("Origin", "http://127.0.0.1:" + server.port())).say("{'type':'ping'}");
    }

    @Test
    @DisplayName("M-702: by default only this machine is let in, and a spoofed header changes nothing for the better")
    void m702_loopbackByDefault(TestInfo test) throws Exception {
        serve(test, AccessPolicy.loopbackOnly());
        Map<String, String> proxied = Map.of("X-Forwarded-For", "127.0.0.1");
        assertThatThrownBy(() -> connect(Dialect.V2_SUBPROTOCOL, proxied)).satisfies(EndpointContract::isForbidden);
        for (String path : List.of("/events", "/api/runs", "/api/runs/a/b/state", "/health", "/version")) {
            HttpResponse<String> answer = get(path, proxied);
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(StrictJson.parse(answer.body()).get("error").textValue()).isEqualTo("not_allowed");
        }
        assertThat(hub.stats().sessions().values()).containsOnly(0L);
    }

    @Test
    @DisplayName("a policy that fails lets nobody in")
    void failingPolicy(TestInfo test) throws Exception {
        serve(test, request -> {
            throw new IllegalStateException("no database");
        });
        assertThatThrownBy(() -> connect("", Map.of())).satisfies(EndpointContract::isForbidden);
        assertThat(get("/health", Map.of()).statusCode()).isEqualTo(403);
    }

    @Test
    @DisplayName("RE-15: a client that stops reading is gone within the deadline, and others do not notice")
    void stalledClient(TestInfo test) throws Exception {
        serve(test, AccessPolicy.loopbackOnly());
        for (int i = 0; i < 150; i++) {
            send("stalled", new byte[200_000]);
        }
        awaitRecords(150);
        try (RawSocket stalled = RawSocket.webSocket(server.port())) {
            stalled.say("{'type':'resume','mode':'partition','from':'earliest'}");
            SocketClient other = connect("", Map.of());
            other.say("{'type':'resume','mode':'partition','from':'earliest'}");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(hub.stats().closed()).containsEntry(CloseReason.SLOW_CONSUMER, 1L));
            assertThat(hub.stats().sessions()).containsEntry(Dialect.V1, 1L);
            await().atMost(LIMIT).until(() -> other.frames().size() == 150);
            other.say("{'type':'ping'}");
            other.awaitMessage("pong");
            stalled.readUntilClosed();
        }
    }

    @Test
    @DisplayName("RE-15: an event stream that nobody reads is ended within the deadline; one beside it gets everything")
    void stalledEvents(TestInfo test) throws Exception {
        serve(test, AccessPolicy.loopbackOnly());
        for (int i = 0; i < 150; i++) {
            send("stalled", new byte[200_000]);
        }
        awaitRecords(150);
        try (RawSocket stalled = RawSocket.events(server.port(), "?from=earliest");
                EventClient other = EventClient.connect(server.port(), "?from=earliest", Map.of())) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(hub.stats().closed()).containsEntry(CloseReason.SLOW_CONSUMER, 1L));
            await().atMost(LIMIT).until(() -> other.offsets().size() == 150);
            assertThat(other.offsets()).doesNotHaveDuplicates();
            assertThat(hub.stats().sessions()).containsEntry(Dialect.V2_EVENTS, 1L);
            assertThat(other.all("closing")).isEmpty();
            // At most a page or two in the server and what the kernel's buffers hold, of 40 MB in base64.
            assertThat(stalled.drain())
                    .as("bytes that waited for the stalled client")
                    .isLessThan(12_000_000);
        }
    }

    @Test
    @DisplayName(
            "RE-14: a text frame that says it has 100 MB is refused with 1009 when the limit is reached, not at its end")
    void hugeFrame(TestInfo test) throws Exception {
        serve(test, AccessPolicy.loopbackOnly());
        try (RawSocket client = RawSocket.webSocket(server.port())) {
            // All that the server can ever have held of it.
            client.beginHuge(100_000_000, hub.limits().controlFrameBytes() + 1);
            assertThat(client.readUntilClosed()).hasValue(TOO_BIG);
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(hub.stats().sessions().values()).containsOnly(0L));
    }

    @Test
    @DisplayName("RE-14: a text frame of exactly the limit is read")
    void largestFrame(TestInfo test) throws Exception {
        serve(test, AccessPolicy.loopbackOnly());
        SocketClient client = connect("", Map.of());
        String ping = "{'type':'ping'}";
        client.say(ping + " ".repeat(hub.limits().controlFrameBytes() - ping.length()));
        client.awaitMessage("pong");
    }

    @Test
    @DisplayName("an event stream goes on behind the last event that was received, each record once")
    void eventsResume(TestInfo test) throws Exception {
        serve(test, AccessPolicy.loopbackOnly());
        for (int i = 0; i < 20; i++) {
            send("t", new byte[] {(byte) i});
        }
        awaitRecords(20);
        String lastId;
        try (EventClient client = EventClient.connect(server.port(), "?from=earliest", Map.of())) {
            client.awaitEvent("replay_complete");
            assertThat(client.offsets()).hasSize(20).doesNotHaveDuplicates();
            lastId = client.all("page").get(client.all("page").size() - 1).id();
            assertThat(lastId).isNotEmpty();
        }
        send("t", new byte[] {20});
        send("t", new byte[] {21});
        awaitRecords(22);
        try (EventClient client =
                EventClient.connect(server.port(), "?from=earliest", Map.of("Last-Event-ID", lastId))) {
            client.awaitEvent("replay_complete");
            assertThat(client.offsets()).containsExactly("20", "21");
            assertThat(client.all("cursor_reset")).isEmpty();
        }
        await().atMost(LIMIT).untilAsserted(() -> {
            send("t", new byte[] {1});
            assertThat(hub.stats().sessions()).containsEntry(Dialect.V2_EVENTS, 0L);
        });
    }

    @Test
    @DisplayName("what a client of an event stream posts is heard, and only from itself")
    void eventsPost(TestInfo test) throws Exception {
        serve(test, byTenantHeader());
        try (EventClient client = EventClient.connect(server.port(), "", Map.of("X-Tenant", "a"))) {
            String id = client.awaitEvent("hello").data().get("sessionId").textValue();
            client.awaitEvent("replay_complete");
            assertThat(post("/events/" + id, "{\"type\":\"bye\"}", Map.of("X-Tenant", "b")))
                    .as("somebody else's session")
                    .isEqualTo(404);
            assertThat(post("/events/nobody", "{}", Map.of("X-Tenant", "a"))).isEqualTo(404);
            assertThat(post("/events/" + id, " ".repeat(70_000), Map.of("X-Tenant", "a")))
                    .isEqualTo(413);
            assertThat(hub.stats().sessions()).containsEntry(Dialect.V2_EVENTS, 1L);
            assertThat(post("/events/" + id, "{\"type\":\"bye\"}", Map.of("X-Tenant", "a")))
                    .isEqualTo(204);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(hub.stats().sessions()).containsEntry(Dialect.V2_EVENTS, 0L));
        }
    }

    @Test
    @DisplayName("the run API lists runs and gives the state at any sequence, and says why where it can't")
    void runs(TestInfo test) throws Exception {
        serve(test, AccessPolicy.loopbackOnly());
        ScriptedRun run = script("a", "one");
        awaitRuns(1);
        JsonNode listed = json(get("/api/runs", Map.of())).get("runs").get(0);
        assertThat(listed.get("runId").textValue()).isEqualTo("one");
        assertThat(listed.get("status").textValue()).isEqualTo("finished");
        assertThat(listed.get("messageCount").intValue())
                .isEqualTo(run.messages().size());
        String thread = "/api/runs/a/" + run.key().threadId();
        assertThat(json(get(thread, Map.of())).get("runs")).hasSize(1);
        run.states().forEach((sequence, state) -> {
            JsonNode answer = json(get(thread + "/state?runId=one&sequence=" + sequence, Map.of()));
            assertThat(answer.get("outcome").textValue()).isEqualTo("known");
            assertThat(answer.get("verification").textValue()).isIn("verified", "not_checked");
            assertThat(answer.get("state")).isEqualTo(state);
        });
        HttpResponse<String> beyond = get(thread + "/state?sequence=9223372036854775807", Map.of());
        assertThat(beyond.statusCode()).isEqualTo(404);
        assertThat(json(beyond).get("reason").textValue()).isEqualTo("not_reached");
        assertThat(get(thread + "/state?sequence=-1", Map.of()).statusCode()).isEqualTo(400);
        assertThat(get("/api/runs/a/none", Map.of()).statusCode()).isEqualTo(404);
        assertThat(get("/api/runs/a", Map.of()).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "100%",
                "%2F",
                "two words",
                "\u00e9 \u65e5 \ud83d\ude00",
                "?x=1&y#z+;",
                "..",
                "a\\b",
                "state"
            })
    @DisplayName("a run whose ids are of any characters is found by query parameters")
    void anyIds(String id, TestInfo test) throws Exception {
        serve(test, AccessPolicy.loopbackOnly());
        ScriptedRun run = script(new ThreadKey(id, id), id);
        awaitRuns(1);
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8);
        String thread = "tenantId=" + encoded + "&threadId=" + encoded;

        JsonNode listed = json(get("/api/runs?" + thread, Map.of())).get("runs");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("threadId").textValue()).isEqualTo(id);
        run.states().forEach((sequence, state) -> {
            String query = thread + "&runId=" + encoded + "&sequence=" + sequence;
            assertThat(json(get("/api/runs/state?" + query, Map.of())).get("state"))
                    .isEqualTo(state);
        });
        assertThat(get("/api/runs?tenantId=" + encoded, Map.of()).statusCode()).isEqualTo(400);
        HttpResponse<String> unnamed = get("/api/runs/state", Map.of());
        assertThat(unnamed.statusCode()).isEqualTo(400);
        assertThat(json(unnamed).get("message").textValue()).contains("tenantId", "threadId");
    }

    @Test
    @DisplayName("RE-21: who may see tenant a sees nothing of tenant b, over WebSocket, events and HTTP")
    void tenantsAreIsolated(TestInfo test) throws Exception {
        serve(test, byTenantHeader());
        ScriptedRun mine = script("a", "mine");
        ScriptedRun theirs = script("b", "theirs");
        awaitRuns(2);
        Map<String, String> asA = Map.of("X-Tenant", "a");

        SocketClient second = connect(Dialect.V2_SUBPROTOCOL, asA);
        second.awaitMessage("hello");
        second.say("{'type':'resume','from':'earliest'}");
        second.awaitMessage("replay_complete");
        assertThat(tenants(second.records().stream()
                        .map(record -> record.getValue().toByteArray())))
                .isEqualTo(Set.of("a"));
        second.say("{'type':'resume','from':'earliest','filter':{'tenants':['b']}}");
        assertThat(second.awaitMessage("error").get("code").textValue()).isEqualTo("not_allowed");

        SocketClient first = connect("", asA);
        first.say("{'type':'resume','mode':'partition','from':'earliest'}");
        first.awaitMessage("replay_complete");
        await().atMost(LIMIT)
                .until(() -> first.frames().size() == mine.messages().size());
        assertThat(tenants(first.frames().stream())).isEqualTo(Set.of("a"));

        try (EventClient events = EventClient.connect(server.port(), "?from=earliest", asA)) {
            events.awaitEvent("replay_complete");
            assertThat(tenants(events.values().stream().map(Base64.getDecoder()::decode)))
                    .isEqualTo(Set.of("a"));
        }

        assertThat(json(get("/api/runs", asA)).get("runs")).hasSize(1);
        String theirThread = "/api/runs/b/" + theirs.key().threadId();
        assertThat(get(theirThread, asA).statusCode()).isEqualTo(404);
        assertThat(get(theirThread + "/state", asA).statusCode()).isEqualTo(404);
        assertThat(get(theirThread + "/state", Map.of("X-Tenant", "b")).statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("ME-15: /health and /version have the fields that existing clients read, from one snapshot")
    void healthAndVersion(TestInfo test) throws Exception {
        serve(test, AccessPolicy.loopbackOnly());
        send("t", new byte[] {9});
        awaitRecords(1);
        HttpResponse<String> answer = get("/health", Map.of());
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode health = json(answer);
        assertThat(health.get("status").textValue()).isEqualTo("healthy");
        assertThat(health.get("kafka_status").textValue()).isEqualTo("connected");
        for (String field : List.of(
                "kafka_messages_received",
                "kafka_errors",
                "dropped_messages",
                "decode_errors",
                "infrastructure_errors",
                "uptime_seconds",
                "connected_clients")) {
            assertThat(health.get("metrics").get(field).isIntegralNumber())
                    .as(field)
                    .isTrue();
        }
        assertThat(health.get("metrics").get("kafka_messages_received").longValue())
                .isEqualTo(reader.stats().records());
        assertThat(health.get("metrics").get("decode_errors").longValue()).isEqualTo(1);

        JsonNode version = json(get("/version", Map.of()));
        assertThat(version.get("resume_namespace").textValue())
                .isEqualTo(reader.stats().epoch().orElseThrow().value());
        assertThat(version.get("kafka_topic").textValue()).isEqualTo(topic);
        assertThat(version.get("decode_error_policy").textValue()).isEqualTo("skip");
        assertThat(version.get("settings").get("DASHSTREAM_MAX_RUNS").textValue())
                .isEqualTo("1000");
        assertThat(version.get("settings").has("DASHSTREAM_SESSIONS")).isTrue();
        for (String field : List.of("max_payload_bytes", "schema_version", "git_sha", "build_date", "component")) {
            assertThat(version.has(field)).as(field).isTrue();
        }
    }

    private void serve(TestInfo test, AccessPolicy policy) throws Exception {
        topic = getClass().getSimpleName() + "-"
                + test.getTestMethod().orElseThrow().getName() + "-" + TOPICS.incrementAndGet();
        kafka.createTopic(topic, 1);
        reader = closeLater(ReplayReader.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .build());
        reader.start();
        reader.awaitCaughtUp(LIMIT);
        hub = closeLater(SessionHub.builder(reader.store())
                .limit(SessionLimit.SEND_TIMEOUT_MS, SEND_TIMEOUT.toMillis())
                .build());
        ReplayEndpoint endpoint = closeLater(
                ReplayEndpoint.builder(reader, hub).accessPolicy(policy).build());
        server = closeLater(kind.serving(endpoint));
    }

    /** Whoever says which tenant it is gets that tenant: a policy for tests. */
    private static AccessPolicy byTenantHeader() {
        return request -> new Granted(AccessGrant.tenants(Set.copyOf(request.header("X-Tenant"))));
    }

    private ScriptedRun script(String tenant, String runId) {
        return script(new ThreadKey(tenant, "thread-" + runId), runId);
    }

    private ScriptedRun script(ThreadKey thread, String runId) {
        ScriptedRun run = new ScriptedRun(thread, runId, new AtomicLong());
        run.start();
        for (int i = 0; i < 10; i++) {
            run.node("node");
            run.step();
        }
        run.checkpoint();
        run.end();
        try (FrameEncoder encoder = FrameEncoder.builder().build()) {
            for (DashStreamMessage message : run.messages()) {
                send(run.key().threadId(), encoder.encode(message).bytes());
            }
        }
        return run;
    }

    private void send(String key, byte[] value) {
        Future<RecordMetadata> written = producer().send(new ProducerRecord<>(topic, key, value));
        assertThat(written).succeedsWithin(LIMIT);
    }

    private KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            producer = closeLater(new KafkaProducer<>(
                    Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                    new StringSerializer(),
                    new ByteArraySerializer()));
        }
        return producer;
    }

    private void awaitRecords(long count) {
        await().atMost(LIMIT).until(() -> reader.stats().records() == count);
    }

    private void awaitRuns(int count) {
        await().atMost(LIMIT)
                .until(() -> reader.runs().recent().stream()
                                .filter(run -> run.end().isPresent())
                                .count()
                        == count);
    }

    private SocketClient connect(String subprotocol, Map<String, String> headers) {
        return closeLater(SocketClient.connect(server.port(), "/ws", subprotocol, headers));
    }

    private HttpResponse<String> get(String path, Map<String, String> headers) {
        return answer(HttpRequest.newBuilder(uri(path)), headers);
    }

    private int post(String path, String body, Map<String, String> headers) {
        return answer(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)), headers)
                .statusCode();
    }

    private static HttpResponse<String> answer(HttpRequest.Builder request, Map<String, String> headers) {
        headers.forEach(request::header);
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private <T extends AutoCloseable> T closeLater(T resource) {
        open.add(resource);
        return resource;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return StrictJson.parse(answer.body());
    }

    private static void isForbidden(Throwable refused) {
        assertThat(refused).hasCauseInstanceOf(WebSocketHandshakeException.class);
        assertThat(((WebSocketHandshakeException) refused.getCause())
                        .getResponse()
                        .statusCode())
                .isEqualTo(403);
    }

    private static Set<String> tenants(Stream<byte[]> values) {
        Set<String> tenants = new HashSet<>();
        try (FrameDecoder decoder = FrameDecoder.strict()) {
            values.forEach(value -> Messages.flatten(decoder.decode(value))
                    .forEach(message -> tenants.add(Messages.header(message).getTenantId())));
        }
        return tenants;
    }
}
