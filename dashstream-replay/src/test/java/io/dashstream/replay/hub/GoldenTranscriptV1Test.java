package io.dashstream.replay.hub;

import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.store.AwaitingStore;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.StateRole;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first dialect, and the second over server-sent events. */
class GoldenTranscriptV1Test extends TranscriptFixture {

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
    void eventsCapped() throws IOException {
        limit(SessionLimit.MAX_REPLAY_RECORDS, 1);
        history(1);
        Client client = connect(Dialect.V2_EVENTS).says(EARLIEST);
        client.note("nothing happens for five seconds");
        pass(Duration.ofSeconds(6));
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
    void v1Oversized() throws IOException {
        limit(SessionLimit.MAX_RECORD_BYTES, 1_024);
        open(0);
        produce(0, 1);
        produceOne(0, 1_025);
        produce(0, 1);
        isAsWritten(connect(Dialect.V1).says("{'type':'resume','from':'earliest'}"));
    }

    @Test
    void v1CursorReset() throws IOException {
        history(2);
        isAsWritten(connect(Dialect.V1).says("{'type':'cursor_reset'}"));
    }

    @Test
    void v1PartitionThatNeverAnswered() throws IOException {
        AwaitingStore waiting = awaiting(1, 0);
        produce(0, 1);
        Client client = connect(Dialect.V1).says("{'type':'resume','lastOffsetsByPartition':{'0':'0','1':'0'}}");
        client.note("partition 1 has never answered this server; now it does, and has two records");
        produce(1, 2);
        waiting.announceEnds(EPOCH, Map.of(1, LogEnd.at(2)));
        pass(Duration.ofSeconds(1));
        isAsWritten(client);
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
}
