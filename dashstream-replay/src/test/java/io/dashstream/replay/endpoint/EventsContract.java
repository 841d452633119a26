package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.access.AccessPolicy;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.session.CloseReason;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sessions over server-sent events. */
abstract class EventsContract extends EndpointFixture {

    EventsContract(WebServer.Kind kind) {
        super(kind);
    }

    @Test
    @DisplayName("an event stream goes on behind the last event that was received, each record once")
    void eventsResume() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        for (int i = 0; i < 20; i++) {
            send("t", new byte[] {(byte) i});
        }
        awaitRecords(20);
        String lastId;
        try (EventClient client = EventClient.connect(port(), "?from=earliest", Map.of())) {
            client.awaitEvent("replay_complete");
            assertThat(client.offsets()).hasSize(20).doesNotHaveDuplicates();
            lastId = client.all("page").get(client.all("page").size() - 1).id();
            assertThat(lastId).isNotEmpty();
        }
        send("t", new byte[] {20});
        send("t", new byte[] {21});
        awaitRecords(22);
        try (EventClient client = EventClient.connect(port(), "?from=earliest", Map.of("Last-Event-ID", lastId))) {
            client.awaitEvent("replay_complete");
            assertThat(client.offsets()).containsExactly("20", "21");
            assertThat(client.all("cursor_reset")).isEmpty();
        }
        await().atMost(LIMIT).untilAsserted(() -> {
            send("t", new byte[] {1});
            assertThat(hub().stats().sessions()).containsEntry(Dialect.V2_EVENTS, 0L);
        });
    }

    @Test
    @DisplayName("what a client of an event stream posts is heard, and only from itself")
    void eventsPost() throws Exception {
        serve(byTenantHeader());
        try (EventClient client = EventClient.connect(port(), "", Map.of("X-Tenant", "a"))) {
            String id = client.awaitEvent("hello").data().get("sessionId").textValue();
            client.awaitEvent("replay_complete");
            assertThat(post("/events/" + id, "{\"type\":\"bye\"}", Map.of("X-Tenant", "b")))
                    .as("somebody else's session")
                    .isEqualTo(404);
            assertThat(post("/events/nobody", "{}", Map.of("X-Tenant", "a"))).isEqualTo(404);
            assertThat(post("/events/" + id, " ".repeat(70_000), Map.of("X-Tenant", "a")))
                    .isEqualTo(413);
            assertThat(hub().stats().sessions()).containsEntry(Dialect.V2_EVENTS, 1L);
            assertThat(post("/events/" + id, "{\"type\":\"bye\"}", Map.of("X-Tenant", "a")))
                    .isEqualTo(204);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(hub().stats().sessions()).containsEntry(Dialect.V2_EVENTS, 0L));
        }
    }

    @Test
    @DisplayName("RE-15: an event stream that nobody reads is ended within the deadline; one beside it gets everything")
    void stalledEvents() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        for (int i = 0; i < 150; i++) {
            send("stalled", new byte[200_000]);
        }
        awaitRecords(150);
        try (RawSocket stalled = RawSocket.events(port(), "?from=earliest");
                EventClient other = EventClient.connect(port(), "?from=earliest", Map.of())) {
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(hub().stats().closed()).containsEntry(CloseReason.SLOW_CONSUMER, 1L));
            await().atMost(LIMIT).until(() -> other.offsets().size() == 150);
            assertThat(other.offsets()).doesNotHaveDuplicates();
            assertThat(hub().stats().sessions()).containsEntry(Dialect.V2_EVENTS, 1L);
            assertThat(other.all("closing")).isEmpty();
            // At most a page or two in the server and what the kernel's buffers hold, of 40 MB in base64.
            assertThat(stalled.drain())
                    .as("bytes that waited for the stalled client")
                    .isLessThan(12_000_000);
        }
    }

    @Test
    @DisplayName("nothing is resumed by itself where the client said that it posts its resume")
    void eventsResumeLater() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        send("t", new byte[] {1});
        awaitRecords(1);
        try (EventClient client = EventClient.connect(port(), "?resume=later", Map.of())) {
            String id = client.awaitEvent("hello").data().get("sessionId").textValue();
            assertThat(post("/events/" + id, "{\"type\":\"resume\",\"from\":\"earliest\"}", Map.of()))
                    .isEqualTo(204);
            client.awaitEvent("replay_complete");
            assertThat(client.offsets()).containsExactly("0");
            assertThat(client.all("resumed")).hasSize(1);
        }
    }

    @Test
    @DisplayName("another word than later is refused, with the word and what is allowed")
    void refusesOtherResumes() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        for (String when : List.of("now", "LATER", "", "later,later")) {
            assertThat(refusal("/events?resume=" + when))
                    .contains("resume must be \"later\", or be left out", "is \"" + when + "\"");
        }
    }

    @Test
    @DisplayName("what a resume that is posted would never hear of is refused by its name")
    void refusesFieldsBesideResumeLater() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        for (String name : List.of(
                "mode",
                "from",
                "token",
                "tenantId",
                "threadId",
                "timestampMs",
                "onReset",
                "onCap",
                "maxRecords",
                "tenant",
                "last_event_id",
                "lastEventId")) {
            assertThat(refusal("/events?resume=later&" + name + "=x")).endsWith("left out must be " + name);
        }
        assertThat(refusal("/events?from=earliest&resume=later&tenant=a")).endsWith("from, tenant");
    }

    /** The message of an answer that refuses, before there is a session. */
    private String refusal(String path) {
        HttpResponse<String> answer = get(path, Map.of());
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(json(answer).get("error").textValue()).as(path).isEqualTo("invalid_message");
        assertThat(hub().stats().sessions().values()).as(path).containsOnly(0L);
        return json(answer).get("message").textValue();
    }

    @Test
    @DisplayName("a stream is at /events and nowhere below it")
    void refusesOtherPaths() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        HttpResponse<String> answer = get("/events/x", Map.of());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).get("error").textValue()).isEqualTo("not_found");
    }
}
