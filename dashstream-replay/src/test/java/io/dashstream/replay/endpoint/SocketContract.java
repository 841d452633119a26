package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.access.AccessPolicy;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.session.CloseReason;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sessions over WebSocket. */
abstract class SocketContract extends EndpointFixture {

    private static final int TOO_BIG = 1009;

    SocketContract(WebServer.Kind kind) {
        super(kind);
    }

    @Test
    @DisplayName("the subprotocol chooses the dialect; without one it is the first")
    void dialects() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        SocketClient second = connect(Dialect.V2_SUBPROTOCOL, Map.of());
        assertThat(second.subprotocol()).isEqualTo(Dialect.V2_SUBPROTOCOL);
        assertThat(second.awaitMessage("hello").get("limits").has("windowPages"))
                .isTrue();
        SocketClient first = connect("", Map.of());
        assertThat(first.subprotocol()).isEmpty();
        first.say("{'type':'ping'}");
        first.awaitMessage("pong");
        assertThat(first.messages()).hasSize(1);
        assertThat(hub().stats().sessions()).containsEntry(Dialect.V1, 1L).containsEntry(Dialect.V2, 1L);
        first.close();
        second.close();
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(hub().stats().sessions().values()).containsOnly(0L));
    }

    @Test
    @DisplayName("RE-15: a client that stops reading is gone within the deadline, and others do not notice")
    void stalledClient() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        for (int i = 0; i < 150; i++) {
            send("stalled", new byte[200_000]);
        }
        awaitRecords(150);
        try (RawSocket stalled = RawSocket.webSocket(port())) {
            stalled.say("{'type':'resume','mode':'partition','from':'earliest'}");
            SocketClient other = connect("", Map.of());
            other.say("{'type':'resume','mode':'partition','from':'earliest'}");
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(hub().stats().closed()).containsEntry(CloseReason.SLOW_CONSUMER, 1L));
            assertThat(hub().stats().sessions()).containsEntry(Dialect.V1, 1L);
            await().atMost(LIMIT).until(() -> other.frames().size() == 150);
            other.say("{'type':'ping'}");
            other.awaitMessage("pong");
            stalled.readUntilClosed();
        }
    }

    @Test
    @DisplayName(
            "RE-14: a text frame that says it has 100 MB is refused with 1009 when the limit is reached, not at its end")
    void hugeFrame() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        try (RawSocket client = RawSocket.webSocket(port())) {
            // All that the server can ever have held of it.
            client.beginHuge(100_000_000, hub().limits().controlFrameBytes() + 1);
            assertThat(client.readUntilClosed()).hasValue(TOO_BIG);
        }
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(hub().stats().sessions().values()).containsOnly(0L));
    }

    @Test
    @DisplayName("RE-14: a text frame of exactly the limit is read")
    void largestFrame() throws Exception {
        serve(AccessPolicy.loopbackOnly());
        SocketClient client = connect("", Map.of());
        String ping = "{'type':'ping'}";
        client.say(ping + " ".repeat(hub().limits().controlFrameBytes() - ping.length()));
        client.awaitMessage("pong");
    }
}
