package io.dashstream.replay.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.client.ClientIdentity;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.dialect.v2.frames.Phase;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.StateRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a hub allows, and how it ends. */
class SessionHubTest extends HubFixture {

    @ParameterizedTest
    @EnumSource(SessionLimit.class)
    @DisplayName("CF-02, RE-18: every limit takes its bounds and nothing beyond, by builder and by environment")
    void everyLimitHasBounds(SessionLimit limit) {
        for (long value : new long[] {limit.least(), limit.preset(), limit.most()}) {
            assertThat(SessionLimits.DEFAULT.with(limit, value).get(limit)).isEqualTo(value);
            assertThat(SessionLimits.DEFAULT
                            .withEnvironment(Map.of(limit.variable(), Long.toString(value)))
                            .get(limit))
                    .isEqualTo(value);
        }
        assertThatThrownBy(() -> SessionLimits.DEFAULT.with(limit, limit.least() - 1))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining(limit.toString())
                .hasMessageContaining("is " + (limit.least() - 1))
                .hasMessageContaining(limit.least() + " to " + limit.most());
        if (limit.most() < Long.MAX_VALUE) {
            assertThatThrownBy(() -> SessionLimits.DEFAULT.with(limit, limit.most() + 1))
                    .isInstanceOf(ReplayException.class);
        }
        for (String text : List.of(" ", "+1", " 5", "1e3", "0x10", "9223372036854775808", "many")) {
            assertThatThrownBy(() -> SessionLimits.DEFAULT.withEnvironment(Map.of(limit.variable(), text)))
                    .isInstanceOf(ReplayException.class)
                    .hasMessageContaining(limit.variable())
                    .hasMessageContaining("\"" + text + "\"");
        }
    }

    @ParameterizedTest
    @EnumSource(SessionLimit.class)
    void everyLimitIsDocumented(SessionLimit limit) throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "replay-settings.md")))
                .contains("| `" + limit.variable() + "` | " + limit.preset() + " | " + limit.least() + " | "
                        + limit.most() + " |");
    }

    @Test
    void sessionsAreLimitedInAllAndPerAddress() {
        limit(SessionLimit.SESSIONS, 3);
        limit(SessionLimit.SESSIONS_PER_ADDRESS, 2);
        history(1);
        Client first = connect(Dialect.V2);
        connect(Dialect.V1);
        assertThat(refusal("192.0.2.1")).isEqualTo(Refusal.TOO_MANY_FROM_ADDRESS);
        assertThat(hub().open(Dialect.V2, client("192.0.2.2"), new Wire(true))).isInstanceOf(Opening.Opened.class);
        assertThat(refusal("192.0.2.3")).isEqualTo(Refusal.TOO_MANY_SESSIONS);
        first.leaves();
        connect(Dialect.V2);
        assertThat(hub().stats().refused())
                .containsEntry(Refusal.TOO_MANY_FROM_ADDRESS, 1L)
                .containsEntry(Refusal.TOO_MANY_SESSIONS, 1L);
    }

    @Test
    @DisplayName("RE-15: the seat is free again however a session ends")
    void re15_seatsAreFreedInAllExits() {
        limit(SessionLimit.SESSIONS, 1);
        history(1);
        connect(Dialect.V2).leaves();
        connect(Dialect.V2).says("{'type':'bye'}");
        Client slow = connect(Dialect.V1);
        slow.wire.stall();
        slow.says("{'type':'resume','from':'earliest'}");
        pass(Duration.ofSeconds(11));
        assertThat(slow.wire.closeCode()).hasValue(4408);
        connect(Dialect.V2);
        pass(Duration.ofSeconds(61));
        connect(Dialect.V1).says("{'type':'resume','lastOffsetsByPartition':7}");
        connect(Dialect.V2_EVENTS);
        assertThat(hub().stats().closed())
                .containsEntry(CloseReason.CLIENT_LEFT, 2L)
                .containsEntry(CloseReason.SLOW_CONSUMER, 1L)
                .containsEntry(CloseReason.IDLE, 1L)
                .containsEntry(CloseReason.PROTOCOL_ERROR, 1L);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    @DisplayName("RE-15: a last word that is not taken does not keep the connection")
    void re15_theLastWordHasADeadlineToo(Dialect dialect) {
        history(1);
        Client client = connect(dialect).says("{'type':'resume'}");
        client.wire.stall();
        hub().drain();
        pass(Duration.ofSeconds(9));
        assertThat(client.wire.closeCode()).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(client.wire.closeCode()).hasValue(4503);
    }

    @Test
    @DisplayName("a drain sends nobody back at the same time, and takes nobody new")
    void drainSpreadsTheReturn() {
        history(1);
        List<Client> clients = java.util.stream.IntStream.range(0, 40)
                .mapToObj(number -> connect(Dialect.V2))
                .toList();
        hub().close();
        settle();
        Set<Long> waits = new TreeSet<>();
        clients.forEach(client ->
                waits.add(client.wire.only("closing").path("retryAfterMs").asLong()));
        assertThat(waits).hasSizeGreaterThan(30).allMatch(wait -> wait >= 1_000 && wait <= 10_000);
        assertThat(refusal("192.0.2.9")).isEqualTo(Refusal.DRAINING);
        assertThat(hub().stats().sessions().values()).containsOnly(0L);
    }

    @Test
    void sessionIdsAreLongAndDifferent() {
        history(1);
        Set<String> ids = new TreeSet<>();
        for (int i = 0; i < 50; i++) {
            Client client = connect(Dialect.V2);
            assertThat(client.wire.only("hello").path("sessionId").asText())
                    .isEqualTo(client.conversation.sessionId())
                    .hasSize(22);
            ids.add(client.conversation.sessionId());
        }
        assertThat(ids).hasSize(50);
    }

    @Test
    @DisplayName("RE-21: a client of one tenant never gets a record of another, whatever it asks for")
    void re21_tenantsAreKeptApart() {
        limit(SessionLimit.RESUMES_PER_MINUTE, 100_000);
        limit(SessionLimit.INVALID_FRAMES, 10_000);
        open(0, 0, 0);
        SplittableRandom random = new SplittableRandom(4);
        List<ThreadKey> threads = List.of(
                new ThreadKey("a", "1"), new ThreadKey("a", "2"), new ThreadKey("b", "1"), new ThreadKey("b", "3"));
        List<StateRole> roles = List.of(StateRole.BASE, StateRole.CHANGE, StateRole.NONE);
        for (int i = 0; i < 60; i++) {
            produce(random.nextInt(3), 1, threads.get(random.nextInt(4)), roles.get(random.nextInt(3)));
        }
        List<String> asks = List.of(
                "{'type':'resume','from':'earliest'}",
                "{'type':'resume','from':'earliest','filter':{'tenants':['b']}}",
                "{'type':'resume','from':'earliest','filter':{'tenants':['a','b']}}",
                "{'type':'resume','from':'earliest','filter':{'threads':[{'tenantId':'a','threadId':'2'}]}}",
                "{'type':'resume','mode':'thread','tenantId':'b','threadId':'1','from':'checkpoint'}",
                "{'type':'resume','mode':'thread','tenantId':'a','threadId':'1','from':'earliest'}",
                "{'type':'resume'}",
                "{'type':'resync','tenantId':'b','threadId':'1'}",
                "{'type':'resync','tenantId':'a','threadId':'1'}");
        long delivered = 0;
        for (int session = 0; session < 100; session++) {
            Client client = connect(Dialect.V2, AccessGrant.tenants(Set.of("a")));
            for (int step = 0; step < 6; step++) {
                client.says(asks.get(random.nextInt(asks.size())));
                produce(random.nextInt(3), 1, threads.get(random.nextInt(4)), StateRole.CHANGE);
                settle();
            }
            client.wire
                    .pages()
                    .forEach(page -> page.getRecordsList()
                            .forEach(record -> assertThat(ownerOf(record.getPartition(), record.getOffset()))
                                    .isEqualTo("a")));
            delivered += client.wire.records();
            client.leaves();
        }
        assertThat(delivered).isPositive();
    }

    private String ownerOf(int partition, long offset) {
        Page page = (Page) store.read(ReadRequest.first(
                        Cursor.of(EPOCH, Map.of(partition, Position.at(offset))), new PageLimits(1, 1 << 20)))
                .toCompletableFuture()
                .join();
        return page.records().get(0).label().threads().iterator().next().tenantId();
    }

    @Test
    @DisplayName("a grant of threads narrows what a client asks of their tenant")
    void grantOfThreads() {
        open(0);
        produce(0, 1, ALICE, StateRole.NONE);
        produce(0, 1, new ThreadKey("default", "carol"), StateRole.NONE);
        Client client = connect(Dialect.V2, AccessGrant.threads(Set.of(ALICE)))
                .says("{'type':'resume','from':'earliest','filter':{'tenants':['default']}}");
        assertThat(client.wire.records()).isEqualTo(1);
        client.says("{'type':'resync','tenantId':'default','threadId':'carol'}");
        assertThat(client.wire.only("error").path("code").asText()).isEqualTo("not_allowed");
    }

    @Test
    @DisplayName("M-703: a first connect gets nothing old, also the second time, in every dialect")
    void m703_firstConnectGetsNothingOld() {
        history(10_000);
        for (int connect = 0; connect < 2; connect++) {
            Client v1 = connect(Dialect.V1).says("{'type':'resume'}");
            Client v2 = connect(Dialect.V2).says("{'type':'resume'}");
            Client unasked = connect(Dialect.V1);
            pass(Duration.ofSeconds(2));
            assertThat(v1.wire.binaries()).isZero();
            assertThat(v2.wire.binaries()).isZero();
            assertThat(unasked.wire.lines()).isEmpty();
            produce(0, 1);
            settle();
            assertThat(v1.wire.binaries()).isEqualTo(1);
            assertThat(v2.wire.records()).isEqualTo(1);
            assertThat(unasked.wire.binaries()).isEqualTo(1);
            List.of(v1, v2, unasked).forEach(Client::leaves);
        }
    }

    @Test
    @DisplayName("M-698: capped, continue, capped, continue, complete: never both, and nothing newer in between")
    void m698_cappedThenComplete() {
        limit(SessionLimit.MAX_REPLAY_RECORDS, 10);
        history(15);
        Client client = connect(Dialect.V2).says("{'type':'resume','from':'earliest'}");
        client.applies(1);
        for (int round = 1; round <= 2; round++) {
            assertThat(client.wire.messages("replay_capped")).hasSize(round);
            produce(0, 1);
            pass(Duration.ofSeconds(2));
            assertThat(client.wire.records()).isEqualTo(10 * round);
            assertThat(client.wire.messages("replay_complete")).isEmpty();
            client.says("{'type':'continue'}");
            client.applies(client.wire.pages().size());
        }
        settle();
        assertThat(client.wire.only("replay_complete").path("capped").asBoolean())
                .isFalse();
        assertThat(client.wire.messages("replay_capped")).hasSize(2);
        assertThat(client.wire.pages()).anyMatch(page -> page.getPhase() == Phase.PHASE_LIVE);
        assertThat(client.wire.records()).isEqualTo(32);
    }

    @Test
    @DisplayName("M-706: a reset is said if and only if the start is not the one asked for")
    void m706_resetIffTheStartDiffers() {
        store = keeping(100);
        history(200);
        for (long next : new long[] {50, 119, 120, 121, 200}) {
            Client client = connect(Dialect.V2)
                    .says("{'type':'resume','from':'cursor','epoch':'" + EPOCH + "','cursor':{'0':{'next':'" + next
                            + "'},'1':{'next':'200'}}}");
            long floor = client.wire
                    .only("resumed")
                    .path("partitions")
                    .path("0")
                    .path("floor")
                    .asLong();
            boolean differs = next < floor;
            assertThat(client.wire.messages("cursor_reset")).hasSize(differs ? 1 : 0);
            assertThat(client.wire.messages("gap")).hasSize(differs ? 1 : 0);
            client.leaves();
        }
    }

    @Test
    @DisplayName("RE-08: in the first dialect one cursor stands directly before each value, whatever else is said")
    void re08_cursorAndValueStayTogether() {
        history(100);
        Client client = connect(Dialect.V1).says("{'type':'resume','from':'earliest'}");
        for (int i = 0; i < 200; i++) {
            client.says("{'type':'ping'}");
            pass(Duration.ofMillis(20));
        }
        List<ObjectNode> lines = client.wire.lines().stream()
                .filter(line -> line.path("from").asText().equals("server"))
                .toList();
        for (int i = 0; i < lines.size(); i++) {
            boolean cursor = lines.get(i).path("text").path("type").asText().equals("cursor");
            boolean valueBehind = i + 1 < lines.size() && lines.get(i + 1).has("binary");
            assertThat(valueBehind).as("behind %s", lines.get(i)).isEqualTo(cursor);
        }
        assertThat(client.wire.binaries()).isEqualTo(200);
        assertThat(client.wire.messages("pong")).hasSize(200);
    }

    @Test
    @DisplayName("a client of the first dialect gets a burst, and then so many records a second")
    void v1IsPaced() {
        limit(SessionLimit.V1_RECORDS_PER_SECOND, 50);
        limit(SessionLimit.V1_BURST_RECORDS, 100);
        history(1_000);
        Client client = connect(Dialect.V1).says("{'type':'resume','from':'earliest'}");
        settle();
        assertThat(client.wire.binaries()).isEqualTo(100);
        pass(Duration.ofSeconds(10));
        assertThat(client.wire.binaries()).isBetween(500, 700);
        pass(Duration.ofSeconds(40));
        assertThat(client.wire.binaries()).isEqualTo(2_000);
    }

    private Refusal refusal(String address) {
        Wire wire = new Wire(true);
        Opening opening = hub().open(Dialect.V2, client(address), wire);
        assertThat(wire.lines()).isEmpty();
        assertThat(opening).isInstanceOf(Opening.Refused.class);
        return ((Opening.Refused) opening).reason();
    }

    private static ClientIdentity client(String address) {
        return ClientIdentity.anonymous(address, AccessGrant.everything());
    }
}
