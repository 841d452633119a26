package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.replay.access.AccessDecision.Granted;
import io.dashstream.replay.access.AccessPolicy;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.hub.SessionLimit;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.run.ScriptedRun;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** A servlet container with the endpoint in it, over a reader of a real topic; what the endpoint promises is said by its subclasses. */
@ExtendWith(BrokerOfClass.class)
abstract class EndpointFixture {

    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(1);
    private static final AtomicLong TOPICS = new AtomicLong();

    private final List<AutoCloseable> open = new ArrayList<>();
    private final WebServer.Kind kind;
    private EmbeddedKafka kafka;
    private String test = "";
    private String topic = "";
    private ReplayReader reader;
    private SessionHub hub;
    private WebServer server;
    private KafkaProducer<String, byte[]> producer;

    EndpointFixture(WebServer.Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    final void useKafka(EmbeddedKafka broker, TestInfo info) {
        kafka = broker;
        test = getClass().getSimpleName() + "-"
                + info.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    final void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    final String topic() {
        return topic;
    }

    final ReplayReader reader() {
        return reader;
    }

    final SessionHub hub() {
        return hub;
    }

    final int port() {
        return server.port();
    }

    /** Serves a topic of its own to whoever the policy lets in. */
    final void serve(AccessPolicy policy) throws Exception {
        topic = test + "-" + TOPICS.incrementAndGet();
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
    static AccessPolicy byTenantHeader() {
        return request -> new Granted(AccessGrant.tenants(Set.copyOf(request.header("X-Tenant"))));
    }

    final ScriptedRun script(String tenant, String runId) {
        return script(new ThreadKey(tenant, "thread-" + runId), runId);
    }

    final ScriptedRun script(ThreadKey thread, String runId) {
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

    final void send(String key, byte[] value) {
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

    final void awaitRecords(long count) {
        await().atMost(LIMIT).until(() -> reader.stats().records() == count);
    }

    final void awaitRuns(int count) {
        await().atMost(LIMIT)
                .until(() -> reader.runs().recent().stream()
                                .filter(run -> run.end().isPresent())
                                .count()
                        == count);
    }

    final SocketClient connect(String subprotocol, Map<String, String> headers) {
        return closeLater(SocketClient.connect(server.port(), "/ws", subprotocol, headers));
    }

    final HttpResponse<String> get(String path, Map<String, String> headers) {
        return answer(HttpRequest.newBuilder(uri(path)), headers);
    }

    final int post(String path, String body, Map<String, String> headers) {
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

    static JsonNode json(HttpResponse<String> answer) {
        return StrictJson.parse(answer.body());
    }
}
