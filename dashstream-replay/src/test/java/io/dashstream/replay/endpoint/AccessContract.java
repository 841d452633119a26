package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dashstream.core.json.StrictJson;
import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.Messages;
import io.dashstream.replay.access.AccessPolicy;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.run.ScriptedRun;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who is let in, and what each may see. */
abstract class AccessContract extends EndpointFixture {

    AccessContract(WebServer.Kind kind) {
        super(kind);
    }

    @Test
    @DisplayName("RE-21: pages from elsewhere may not connect, by WebSocket or otherwise")
    void foreignOrigins() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        Map<String, String> foreign = Map.of("Origin", "https://evil.example");
        assertThatThrownBy(() -> connect("", foreign)).satisfies(AccessContract::isForbidden);
        for (String path : List.of("/events", "/api/runs", "/api/runs/a/b", "/health", "/version")) {
            assertThat(get(path, foreign).statusCode()).as(path).isEqualTo(403);
        }
        connect("", Map.of("Origin", "http://127.0.0.1:" + port())).say("{'type':'ping'}");
    }

    @Test
    @DisplayName("M-702: by default only this machine is let in, and a spoofed header changes nothing for the better")
    void m702_loopbackByDefault() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        Map<String, String> proxied = Map.of("X-Forwarded-For", "127.0.0.1");
        assertThatThrownBy(() -> connect(Dialect.V2_SUBPROTOCOL, proxied)).satisfies(AccessContract::isForbidden);
        for (String path : List.of("/events", "/api/runs", "/api/runs/a/b/state", "/health", "/version")) {
            HttpResponse<String> answer = get(path, proxied);
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(StrictJson.parse(answer.body()).get("error").textValue()).isEqualTo("not_allowed");
        }
        assertThat(hub().stats().sessions().values()).containsOnly(0L);
    }

    @Test
    @DisplayName("a policy that fails lets nobody in")
    void failingPolicy() throws Exception {
        serve(request -> {
            throw new IllegalStateException("no database");
        });
        assertThatThrownBy(() -> connect("", Map.of())).satisfies(AccessContract::isForbidden);
        assertThat(get("/health", Map.of()).statusCode()).isEqualTo(403);
    }

    @Test
    @DisplayName("RE-21: who may see tenant a sees nothing of tenant b, over WebSocket, events and HTTP")
    void tenantsAreIsolated() throws Exception {
        serve(byTenantHeader());
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

        try (EventClient events = EventClient.connect(port(), "?from=earliest", asA)) {
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
