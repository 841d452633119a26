package io.dashstream.replay.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.session.ScriptedStore;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Conversations as they are written down in {@code docs/protocol/transcripts}, one file per situation. A frame that is
 * not as written fails the build; {@code -Ddashstream.transcripts=write} writes them anew, to be read before they are
 * committed.
 */
class GoldenTranscriptTest extends HubFixture {

    private static final Path TRANSCRIPTS = Path.of("..", "docs", "protocol", "transcripts");
    private static final boolean WRITE = "write".equals(System.getProperty("dashstream.transcripts"));
    private static final String LATEST = "{'type':'resume'}";
    private static final String EARLIEST = "{'type':'resume','from':'earliest'}";

    private String file;

    @org.junit.jupiter.api.BeforeEach
    void name(TestInfo test) {
        file = test.getTestMethod()
                        .orElseThrow()
                        .getName()
                        .replaceAll("([A-Z]+)", "-$1")
                        .toLowerCase(java.util.Locale.ROOT)
                + ".jsonl";
    }

    private void isAsWritten(Client client) throws IOException {
        String found = client.wire.lines().stream().map(line -> line + "\n").collect(Collectors.joining());
        Path path = TRANSCRIPTS.resolve(file);
        if (WRITE) {
            Files.createDirectories(TRANSCRIPTS);
            Files.writeString(path, found);
        }
        assertThat(found).as("%s; see this class's Javadoc", path).isEqualTo(Files.readString(path));
    }

    @Test
    void v2FirstConnect() throws IOException {
        history(3);
        Client client = connect(Dialect.V2).says(LATEST);
        client.note("a record is appended to partition 1");
        produce(1, 1);
        settle();
        client.applies(1);
        client.note("nothing happens for five seconds");
        pass(Duration.ofSeconds(6));
        isAsWritten(client.says("{'type':'bye'}"));
    }

    @Test
    void v2HistoryInAWindowOfTwoPages() throws IOException {
        limit(SessionLimit.PAGE_RECORDS, 2);
        history(3);
        Client client = connect(Dialect.V2).says(EARLIEST);
        client.note("two pages are out: nothing comes until one is applied");
        pass(Duration.ofSeconds(1));
        client.applies(1);
        client.applies(3);
        isAsWritten(client);
    }

    @Test
    void v2NumbersBeyond2To53() throws IOException {
        open(9_007_199_254_740_991L, Long.MAX_VALUE - 2);
        produce(0, 3);
        produce(1, 1);
        isAsWritten(connect(Dialect.V2)
                .says("{'type':'resume','from':'cursor','epoch':'" + EPOCH
                        + "','cursor':{'0':{'next':'9007199254740993','le':7},'1':{'next':'9223372036854775805'}}}"));
    }

    @Test
    void v2ResumeByTokenWithAnAddedPartition() throws IOException {
        history(2);
        Client first = connect(Dialect.V2_EVENTS).says(EARLIEST);
        String event = first.wire.lines().stream()
                .map(line -> line.path("event").asText())
                .filter(text -> text.startsWith("event: page"))
                .findFirst()
                .orElseThrow();
        String token = event.lines()
                .filter(line -> line.startsWith("id: "))
                .findFirst()
                .orElseThrow()
                .substring(4);
        produce(2, 1);
        isAsWritten(connect(Dialect.V2).says("{'type':'resume','from':'cursor','token':'" + token + "'}"));
    }

    @Test
    void v2Timestamp() throws IOException {
        history(4);
        isAsWritten(
                connect(Dialect.V2).says("{'type':'resume','from':'timestamp','timestampMs':'" + (TIME + 3) + "'}"));
    }

    @Test
    void v2RetentionPassedTheCursor() throws IOException {
        store = keeping(100);
        history(200);
        take(new PartitionBatch.Lost(0, 200, 398, GapReason.INGEST_GAP));
        isAsWritten(connect(Dialect.V2)
                .says("{'type':'resume','from':'cursor','epoch':'" + EPOCH
                        + "','cursor':{'0':{'next':'20'},'1':{'next':'199'}}}"));
    }

    @Test
    void v2TopicRecreatedWhileLive() throws IOException {
        history(2);
        Client client = connect(Dialect.V2).says(LATEST);
        client.note("the topic is deleted and created again, with one partition and one record");
        recreate(RECREATED, 0);
        produce(0, 1);
        pass(Duration.ofSeconds(1));
        isAsWritten(client);
    }

    @Test
    void v2CursorOfAnotherLog() throws IOException {
        history(2);
        isAsWritten(connect(Dialect.V2)
                .says("{'type':'resume','from':'cursor','epoch':'" + RECREATED
                        + "','cursor':{'0':{'next':'7'}},'onReset':'earliest'}"));
    }

    @Test
    void v2ManualReset() throws IOException {
        history(2);
        Client client = connect(Dialect.V2).says(LATEST);
        client.note("an operator resets the history");
        recreate(RESET, 0);
        pass(Duration.ofSeconds(1));
        isAsWritten(client);
    }

    @Test
    void v2LogTruncated() throws IOException {
        history(4);
        Client client = connect(Dialect.V2).says(EARLIEST);
        client.note("partition 0 is cut to 2 records, by an unclean election");
        take(new PartitionBatch.Truncated(0, 2, 8));
        pass(Duration.ofSeconds(1));
        isAsWritten(client);
    }

    @Test
    void v2CursorAheadAndPartitionRemoved() throws IOException {
        history(2);
        Client client = connect(Dialect.V2)
                .says("{'type':'resume','from':'cursor','epoch':'" + EPOCH
                        + "','cursor':{'0':{'next':'9'},'1':{'next':'2'},'5':{'next':'1'}}}");
        client.note("the cursor is held for two seconds, as another server may be further");
        pass(Duration.ofSeconds(6));
        isAsWritten(client);
    }

    @Test
    void v2StoreLost() throws IOException {
        open(0, 0);
        produce(0, 2);
        Client client = connect(Dialect.V2).says(EARLIEST);
        client.note("the store loses ten records before it has delivered them");
        take(new PartitionBatch.Lost(0, 2, 12, GapReason.BUFFER_TRIM));
        settle();
        isAsWritten(client);
    }

    @Test
    void v2CappedThenContinue() throws IOException {
        history(2);
        Client client = connect(Dialect.V2).says("{'type':'resume','from':'earliest','maxRecords':3}");
        client.applies(1);
        isAsWritten(client.says("{'type':'continue'}"));
    }

    @Test
    void v2CappedThenSkipToLive() throws IOException {
        history(2);
        Client client = connect(Dialect.V2).says("{'type':'resume','from':'earliest','maxRecords':1}");
        client.says("{'type':'skip_to_live'}").note("a record is appended to partition 0");
        produce(0, 1);
        settle();
        isAsWritten(client);
    }

    @Test
    void v2FilterOfTenants() throws IOException {
        open(0);
        produce(0, 1, ALICE, StateRole.NONE);
        produce(0, 1, BOB, StateRole.NONE);
        isAsWritten(connect(Dialect.V2).says("{'type':'resume','from':'earliest','filter':{'tenants':['other']}}"));
    }

    @Test
    void v2ThreadFromItsCheckpoint() throws IOException {
        open(0);
        produce(0, 2, ALICE, StateRole.CHANGE);
        produce(0, 1, ALICE, StateRole.BASE);
        produce(0, 1, BOB, StateRole.CHANGE);
        produce(0, 1, ALICE, StateRole.CHANGE);
        isAsWritten(connect(Dialect.V2)
                .says("{'type':'resume','mode':'thread','tenantId':'default','threadId':'alice','from':'checkpoint'}"));
    }

    @Test
    void v2Resync() throws IOException {
        open(0);
        produce(0, 1, ALICE, StateRole.BASE);
        produce(0, 1, BOB, StateRole.CHANGE);
        produce(0, 1, ALICE, StateRole.CHANGE);
        Client client = connect(Dialect.V2).says(LATEST);
        client.says("{'type':'resync','tenantId':'default','threadId':'alice','reason':'hash_mismatch',"
                + "'failedAt':{'partition':0,'offset':'2'}}");
        client.note("bob has no whole state");
        isAsWritten(client.says("{'type':'resync','tenantId':'other','threadId':'bob','reason':'user'}"));
    }

    @Test
    void v2FellBehindAndCaughtUp() throws IOException {
        limit(SessionLimit.PAGE_RECORDS, 10_000);
        limit(SessionLimit.PAGE_BYTES, 1 << 20);
        open(0);
        Client client = connect(Dialect.V2).says(LATEST);
        client.note("twenty thousand records are appended at once; the pages are left out here");
        produce(0, 20_001);
        settle();
        client.applies(1);
        client.wire.lines().removeIf(line -> line.has("page"));
        isAsWritten(client);
    }

    @Test
    void v2Errors() throws IOException {
        limit(SessionLimit.RESUMES_PER_MINUTE, 1);
        limit(SessionLimit.INVALID_FRAMES, 100);
        history(1);
        Client client = connect(Dialect.V2, io.dashstream.replay.client.AccessGrant.tenants(Set.of("default")));
        client.says("no JSON");
        client.says("{'type':'resume','from':'yesterday'}");
        client.says("{'type':'resume','from':'cursor','epoch':'" + EPOCH + "','cursor':{'0':{'next':'007'}}}");
        client.says("{'type':'resume','from':'cursor','token':'AAAA'}");
        client.says("{'type':'resume','mode':'everything'}");
        client.says("{'type':'resume','filter':{'tenants':['other']}}");
        client.says("{'type':'continue'}");
        client.says(LATEST);
        client.says(LATEST);
        client.says("{'type':'progress','epoch':'" + EPOCH + "','page':'5'}");
        isAsWritten(client.says("{'type':'a message of the future'}"));
    }

    @Test
    void v2Busy() throws IOException {
        limit(SessionLimit.WINDOW_PAGES, 1);
        open(0);
        produce(0, 1);
        Client client = connect(Dialect.V2).says(EARLIEST);
        client.note("the window is full, so sixteen threads wait already");
        for (int thread = 0; thread < 16; thread++) {
            client.conversation.onText(
                    "{\"type\":\"resync\",\"tenantId\":\"default\",\"threadId\":\"t" + thread + "\"}");
        }
        settle();
        isAsWritten(client.says("{'type':'resync','tenantId':'default','threadId':'one too many'}"));
    }

    @Test
    void v2StoreUnavailable() throws IOException {
        history(1);
        Client client = connect(Dialect.V2);
        client.note("the store stops answering");
        store.follow(new ScriptedStore.Script() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
                return CompletableFuture.completedFuture((T) new Unavailable("Redis does not answer"));
            }
        });
        client.says(LATEST);
        pass(Duration.ofSeconds(2));
        isAsWritten(client);
    }

    @Test
    void v2ProtocolError() throws IOException {
        limit(SessionLimit.INVALID_FRAMES, 2);
        history(1);
        isAsWritten(connect(Dialect.V2).says("[]").says("{'type':5}"));
    }

    @Test
    void v2Idle() throws IOException {
        history(1);
        Client client = connect(Dialect.V2);
        client.note("the client asks for nothing for a minute");
        pass(Duration.ofSeconds(61));
        isAsWritten(client);
    }

    @Test
    void v2Draining() throws IOException {
        history(1);
        Client client = connect(Dialect.V2).says(LATEST);
        client.note("the server shuts down");
        hub().drain();
        settle();
        isAsWritten(client);
    }

    @Test
    void v2SlowConsumer() throws IOException {
        history(1);
        Client client = connect(Dialect.V2);
        client.note("the client stops reading");
        client.wire.stall();
        client.says(EARLIEST);
        pass(Duration.ofSeconds(11));
        isAsWritten(client);
    }

    @Test
    void eventsFirstConnect() throws IOException {
        history(2);
        Client client = connect(Dialect.V2_EVENTS).says(LATEST);
        client.note("a record is appended to partition 1");
        produce(1, 1);
        settle();
        client.note("nothing happens for five seconds");
        pass(Duration.ofSeconds(6));
        client.note("the topic is deleted and created again");
        recreate(RECREATED, 0);
        pass(Duration.ofSeconds(1));
        client.note("the server shuts down");
        hub().drain();
        settle();
        isAsWritten(client);
    }

    @Test
    void v1FirstConnect() throws IOException {
        history(2);
        Client client = connect(Dialect.V1).says("{'type':'resume','mode':'auto'}");
        client.note("a record is appended to partition 1");
        produce(1, 1);
        settle();
        isAsWritten(client.says("{'type':'ping'}"));
    }

    @Test
    void v1NoResume() throws IOException {
        history(2);
        Client client = connect(Dialect.V1);
        client.note("the client asks for nothing; after a second it gets what is new");
        pass(Duration.ofSeconds(2));
        client.note("a record is appended to partition 0");
        produce(0, 1);
        settle();
        isAsWritten(client);
    }

    @Test
    void v1ResumeByPartition() throws IOException {
        history(3);
        isAsWritten(connect(Dialect.V1)
                .says("{'type':'resume','mode':'partition','lastOffsetsByPartition':{'0':'1','1':'2'}}"));
    }

    @Test
    void v1ResumeByThread() throws IOException {
        open(0);
        produce(0, 2, ALICE, StateRole.CHANGE);
        produce(0, 1, ALICE, StateRole.BASE);
        produce(0, 1, ALICE, StateRole.CHANGE);
        isAsWritten(
                connect(Dialect.V1).says("{'type':'resume','mode':'thread','lastSequencesByThread':{'alice':'2'}}"));
    }

    @Test
    void v1RetentionPassedTheCursor() throws IOException {
        store = keeping(100);
        history(200);
        take(new PartitionBatch.Lost(0, 200, 398, GapReason.INGEST_GAP));
        isAsWritten(connect(Dialect.V1).says("{'type':'resume','lastOffsetsByPartition':{'0':'20','1':'198'}}"));
    }

    @Test
    void v1Capped() throws IOException {
        limit(SessionLimit.MAX_REPLAY_RECORDS, 2);
        history(2);
        Client client = connect(Dialect.V1).says("{'type':'resume','from':'earliest'}");
        client.note("a record is appended to partition 0");
        produce(0, 1);
        settle();
        isAsWritten(client);
    }

    @Test
    void v1CursorReset() throws IOException {
        history(2);
        isAsWritten(connect(Dialect.V1).says("{'type':'cursor_reset'}"));
    }

    @Test
    void v1TopicRecreatedWhileLive() throws IOException {
        history(2);
        Client client = connect(Dialect.V1).says("{'type':'resume','lastOffsetsByPartition':{'0':'1','1':'1'}}");
        client.note("the topic is deleted and created again, with one partition and one record");
        recreate(RECREATED, 0);
        produce(0, 1);
        pass(Duration.ofSeconds(1));
        isAsWritten(client);
    }

    @Test
    void v1InvalidCursor() throws IOException {
        history(2);
        isAsWritten(connect(Dialect.V1).says("{'type':'resume','lastOffsetsByPartition':{'0':'+5'}}"));
    }

    @Test
    void v1Draining() throws IOException {
        history(1);
        Client client = connect(Dialect.V1).says("{'type':'resume'}");
        client.note("the server shuts down");
        hub().drain();
        settle();
        isAsWritten(client);
    }

    @Test
    @DisplayName("every message and every word of a closed set has its transcript")
    void everyMessageIsThere() throws IOException {
        Set<String> types = new TreeSet<>();
        Set<String> words = new TreeSet<>();
        for (JsonNode line : written("v2-")) {
            JsonNode text = line.path("text");
            types.add(text.path("type").asText());
            words.add(text.path("code").asText());
            words.add(text.path("reason").asText());
            words.add(line.path("close").path("reason").asText());
        }
        assertThat(types)
                .contains(
                        "hello",
                        "resumed",
                        "gap",
                        "cursor_reset",
                        "replay_capped",
                        "replay_complete",
                        "fell_behind",
                        "caught_up",
                        "progress",
                        "resynced",
                        "error",
                        "closing",
                        "resume",
                        "continue",
                        "skip_to_live",
                        "resync",
                        "bye");
        assertThat(words)
                .contains(
                        "invalid_message",
                        "invalid_cursor",
                        "invalid_token",
                        "unknown_mode",
                        "not_allowed",
                        "not_now",
                        "too_many_resumes",
                        "store_unavailable",
                        "busy",
                        "invalid_progress")
                .contains("protocol_error", "idle", "draining", "slow_consumer", "bye")
                .contains(
                        "topic_recreated",
                        "log_truncated",
                        "manual_reset",
                        "retention",
                        "cursor_ahead",
                        "partition_removed",
                        "store_lost",
                        "capped",
                        "ingest_gap",
                        "buffer_trim",
                        "max_records");
        Set<String> v1 = written("v1-").stream()
                .map(line -> line.path("text").path("type").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(v1)
                .containsExactlyInAnyOrder(
                        "",
                        "ping",
                        "pong",
                        "resume",
                        "cursor",
                        "gap",
                        "cursor_stale",
                        "replay_complete",
                        "cursor_reset",
                        "cursor_reset_complete",
                        "disconnect");
    }

    private static List<JsonNode> written(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
            List<Path> some = files.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList();
            List<JsonNode> lines = new java.util.ArrayList<>();
            for (Path path : some) {
                Files.readAllLines(path).forEach(line -> lines.add(StrictJson.parse(line)));
            }
            return lines;
        }
    }
}
