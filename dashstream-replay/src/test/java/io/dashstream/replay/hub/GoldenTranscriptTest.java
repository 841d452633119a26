package io.dashstream.replay.hub;

import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.session.ScriptedStore;
import io.dashstream.replay.store.AwaitingStore;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The second dialect over WebSocket. */
class GoldenTranscriptTest extends TranscriptFixture {

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
    void v2PartitionThatNeverAnswered() throws IOException {
        AwaitingStore waiting = awaiting(1, 0);
        produce(0, 1);
        Client client = connect(Dialect.V2)
                .says("{'type':'resume','from':'cursor','epoch':'" + EPOCH
                        + "','cursor':{'0':{'next':'0'},'1':{'next':'1'}}}");
        client.applies(1);
        client.note("partition 1 has never answered this server; now it does, and has two records");
        produce(1, 2);
        waiting.announceEnds(EPOCH, Map.of(1, LogEnd.at(2)));
        pass(Duration.ofSeconds(1));
        isAsWritten(client);
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
        passLooking(Duration.ofSeconds(7));
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
        client.note("nothing happens for five seconds");
        pass(Duration.ofSeconds(6));
        isAsWritten(client.says("{'type':'continue'}"));
    }

    @Test
    void v2Held() throws IOException {
        limit(SessionLimit.AHEAD_GRACE_MS, 60_000);
        history(2);
        Client client = connect(Dialect.V2)
                .says("{'type':'resume','from':'cursor','epoch':'" + EPOCH
                        + "','cursor':{'0':{'next':'3'},'1':{'next':'2'}}}");
        client.note("the cursor is held, as another server may be further");
        pass(Duration.ofSeconds(6));
        client.note("this server catches up: two records are appended to partition 0");
        produce(0, 2);
        settle();
        isAsWritten(client);
    }

    @Test
    void v2CappedByBytes() throws IOException {
        limit(SessionLimit.MAX_REPLAY_BYTES, 10);
        history(2);
        isAsWritten(connect(Dialect.V2).says(EARLIEST));
    }

    @Test
    void v2CappedByTime() throws IOException {
        limit(SessionLimit.MAX_REPLAY_MS, 1_000);
        limit(SessionLimit.PAGE_RECORDS, 1);
        limit(SessionLimit.WINDOW_PAGES, 1);
        history(2);
        Client client = connect(Dialect.V2).says(EARLIEST);
        client.note("the client takes two seconds for a page");
        pass(Duration.ofSeconds(2));
        client.applies(1);
        isAsWritten(client);
    }

    @Test
    void v2Oversized() throws IOException {
        limit(SessionLimit.MAX_RECORD_BYTES, 1_024);
        open(0);
        produce(0, 1);
        produceOne(0, 1_025);
        produce(0, 1);
        isAsWritten(connect(Dialect.V2).says(EARLIEST));
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
    void v2FellBehindForItsClient() throws IOException {
        fallsBehindAtTwo();
        Client client = connect(Dialect.V2).says(LATEST);
        client.note("a record is appended; the client takes two seconds for it, and four more are appended meanwhile");
        produce(0, 1);
        settle();
        produce(0, 4);
        pass(Duration.ofSeconds(2));
        client.applies(1);
        isAsWritten(client);
    }

    @Test
    void v2FellBehindForItsTransport() throws IOException {
        fallsBehindAtTwo();
        Client client = connect(Dialect.V2).says(LATEST);
        client.note(
                "a record is appended; the connection takes two seconds for it, and four more are appended meanwhile");
        client.wire.stall();
        produce(0, 1);
        settle();
        produce(0, 4);
        pass(Duration.ofSeconds(2));
        client.wire.unstall();
        settle();
        client.applies(1);
        isAsWritten(client);
    }

    private void fallsBehindAtTwo() {
        limit(SessionLimit.FELL_BEHIND_RECORDS, 2);
        limit(SessionLimit.PAGE_RECORDS, 1);
        limit(SessionLimit.WINDOW_PAGES, 1);
        open(0);
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
        pass(Duration.ofSeconds(6));
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
}
