package io.dashstream.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JavaScript client against the real endpoint, over logs that no broker can be made to have: with huge numbers. */
class LargeNumbersIT {

    private static final int STEPS = 100;
    private static final Epoch EPOCH = Epoch.of("cluster", "runs", "topic-id", 0);

    @ParameterizedTest(name = "from {0} on")
    @ValueSource(longs = {(1L << 53) - STEPS / 2, Long.MAX_VALUE - 2 * STEPS})
    @DisplayName("offsets and sequences that a double can't hold come to the digit, also over cuts that resume by them")
    void numbersBeyondDoublesStayExact(long first) throws Exception {
        LargeLog log = new LargeLog(first, STEPS);
        InMemoryReplayStore store = new InMemoryReplayStore();
        long end = first + log.records().size();
        store.open(EPOCH, Map.of(0, new LogExtent(first, end)));
        store.append(EPOCH, List.of(new PartitionBatch.Consumed(0, first, end, log.records())));
        try (ReplayReader reader = notStarted();
                ReplayWeb web = new ReplayWeb(reader, store);
                NodeFollower follower =
                        new NodeFollower(Map.of("url", web.url(), "from", "earliest", "runs", 1, "cutEvery", 15))) {
            follower.awaitFollowing();
            JsonNode report = follower.report();

            assertThat(report.get("trouble")).as("%s", report).isEmpty();
            assertThat(report.get("messages").asInt()).isEqualTo(log.records().size());
            assertThat(report.get("repeated").asInt()).isZero();
            assertThat(report.get("connections").asInt()).isGreaterThan(2);
            JsonNode run = report.get("runs").get(0);
            assertThat(run.get("lastSequence").textValue()).isEqualTo(Long.toString(end - 1));
            assertThat(run.get("state").textValue()).isEqualTo(log.finalState());
            assertThat(run.get("verdict").textValue()).isEqualTo("verified");
        }
    }

    /** The endpoint asks it how it is; nothing is read. */
    private static ReplayReader notStarted() {
        return ReplayReader.builder()
                .bootstrapServers("127.0.0.1:1")
                .topic("runs")
                .build();
    }
}
