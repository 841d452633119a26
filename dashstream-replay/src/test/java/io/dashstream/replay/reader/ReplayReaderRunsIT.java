package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.replay.run.HistoryAnswer;
import io.dashstream.replay.run.RunReplay;
import io.dashstream.replay.run.RunStatus;
import io.dashstream.replay.run.RunSummary;
import io.dashstream.replay.run.ScriptedRun;
import java.time.Duration;
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
