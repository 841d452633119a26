package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.TokenChunk;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.replay.run.HistoryAnswer;
import io.dashstream.replay.run.RunReplay;
import io.dashstream.replay.run.RunStatus;
import io.dashstream.replay.run.RunSummary;
import io.dashstream.replay.run.ScriptedRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From messages on a real broker to verified states. */
class ReplayReaderRunsIT {

    @Test
    @DisplayName("runs on a real broker are listed, and every state of theirs is rebuilt and verified")
    void runsAreRebuilt() {
        List<ScriptedRun> scripts = List.of(script("one", 30), script("two", 60), script("three", 5));
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                Topic topic = new Topic(kafka, "runs")) {
            topic.create(3);
            for (int i = 0; i < 200; i++) {
                for (ScriptedRun script : scripts) {
                    if (i < script.messages().size()) {
                        topic.send(script.messages().get(i), script.key().threadId());
                    }
                }
            }
            topic.flush();
            try (ReplayReader reader = ReplayReader.builder()
                    .bootstrapServers(kafka.bootstrapServers())
                    .topic("runs")
                    .build()) {
                reader.start();
                reader.awaitCaughtUp(Duration.ofSeconds(60));
                assertThat(reader.runs().recent()).hasSize(3);
                scripts.forEach(script -> assertRebuilt(reader, script));
                assertThat(reader.stats().gaps()).isZero();
                assertThat(reader.stats().unreadable()).isZero();
            }
        }
    }

    @Test
    @DisplayName("CO-07: a message of each kind that the schema has is stored, listed and visited again")
    void everyKindComesBack() {
        ScriptedRun run = new ScriptedRun("kinds");
        run.start();
        DashStreamMessage.getDescriptor().getOneofs().get(0).getFields().forEach(run::bare);
        run.end();
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                Topic topic = new Topic(kafka, "kinds")) {
            topic.create(1);
            run.messages().forEach(message -> topic.send(message, run.key().threadId()));
            topic.flush();
            try (ReplayReader reader = ReplayReader.builder()
                    .bootstrapServers(kafka.bootstrapServers())
                    .topic("kinds")
                    .build()) {
                reader.start();
                reader.awaitCaughtUp(Duration.ofSeconds(60));
                RunSummary summary = reader.runs().find(run.key()).orElseThrow();
                assertThat(summary.messageCount()).isEqualTo(run.messages().size());
                assertThat(summary.messages().keySet())
                        .as("a batch is listed as its events")
                        .isEqualTo(EnumSet.complementOf(EnumSet.of(MessageKind.EVENT_BATCH)));
                assertThat(summary.gaps()).isZero();
                List<DashStreamMessage> visited = new ArrayList<>();
                reader.history().replay(run.key(), update -> {
                    if (update instanceof RunUpdate.MessageObserved observed) {
                        visited.add(observed.message());
                    }
                });
                assertThat(visited)
                        .isEqualTo(run.messages().stream()
                                .flatMap(message -> Messages.flatten(message).stream())
                                .toList());
            }
        }
    }

    @Test
    @DisplayName(
            "CO-12: one byte below the limit, at it and above it, plain and compressed: the codec's verdict, also here")
    void theLimitIsTheSameBehindABroker() {
        int limit = 200_000;
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                Topic topic = new Topic(kafka, "limits");
                FrameEncoder compressed =
                        FrameEncoder.builder().maxMessageBytes(limit + 1).build();
                FrameEncoder plain = FrameEncoder.builder()
                        .maxMessageBytes(limit + 1)
                        .compressionThresholdBytes(limit + 1)
                        .build()) {
            topic.create(1);
            for (int bytes : new int[] {limit - 1, limit, limit + 1}) {
                // The flag of a compressed message takes two bytes of its own.
                List.of(plain.encode(ofSize(bytes)), compressed.encode(ofSize(bytes - 2)))
                        .forEach(frame -> {
                            assertThat(frame.messageBytes()).isEqualTo(bytes);
                            topic.send(0, frame.bytes());
                        });
            }
            topic.flush();
            try (ReplayReader reader = ReplayReader.builder()
                    .bootstrapServers(kafka.bootstrapServers())
                    .topic("limits")
                    .maxMessageBytes(limit)
                    .build()) {
                reader.start();
                reader.awaitCaughtUp(Duration.ofSeconds(60));
                assertThat(reader.stats().unreadable()).isEqualTo(2);
                assertThat(reader.runs().stats().unreadable()).isEqualTo(2);
            }
        }
    }

    private static DashStreamMessage ofSize(int bytes) {
        int overhead = ofText(bytes).getSerializedSize() - bytes;
        return ofText(bytes - overhead);
    }

    private static DashStreamMessage ofText(int characters) {
        Header header = Header.newBuilder().setThreadId("t").setSchemaVersion(1).build();
        return DashStreamMessage.newBuilder()
                .setTokenChunk(TokenChunk.newBuilder().setHeader(header).setText("x".repeat(characters)))
                .build();
    }

    private static void assertRebuilt(ReplayReader reader, ScriptedRun script) {
        RunSummary summary = reader.runs().find(script.key()).orElseThrow();
        assertThat(summary.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(summary.messageCount()).isEqualTo(script.messages().size());
        assertThat(summary.gaps()).isZero();
        TreeMap<Long, JsonNode> states = new TreeMap<>();
        RunReplay replay = reader.history()
                .replay(script.key(), update -> {
                    if (update instanceof RunUpdate.StateChanged change) {
                        states.put(change.sequence(), change.state().value());
                    }
                })
                .orElseThrow();
        assertThat(states).isEqualTo(script.states());
        assertThat(replay.verified()).isEqualTo(script.states().size() - 1L);
        long middle = script.states().lastKey() / 2;
        assertThat(reader.history().stateAt(script.key(), middle))
                .isInstanceOfSatisfying(
                        HistoryAnswer.Known.class,
                        known -> assertThat(known.state().value())
                                .isEqualTo(script.states().floorEntry(middle).getValue()));
    }

    private static ScriptedRun script(String id, int steps) {
        ScriptedRun run = new ScriptedRun(id);
        run.start();
        for (int i = 0; i < steps; i++) {
            run.node("node-" + i % 4);
            run.step();
            if (i % 10 == 9) {
                run.checkpoint();
            }
        }
        run.end();
        return run;
    }
}
