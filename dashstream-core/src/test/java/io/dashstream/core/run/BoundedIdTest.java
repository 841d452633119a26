package io.dashstream.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.dashstream.core.run.SimulatedThread.SimulatedRun;
import io.dashstream.core.wire.WireLimits;
import io.dashstream.core.wire.v1.DashStreamMessage;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BoundedIdTest {

    @Test
    @DisplayName("CO-17: an id of up to 256 characters is taken as it is")
    void ordinaryIdsStay() {
        String longest = "é".repeat(WireLimits.MAX_ID_CHARS);

        assertThat(BoundedId.of("")).isEmpty();
        assertThat(BoundedId.of("customer-7#2")).isEqualTo("customer-7#2");
        assertThat(BoundedId.of(longest)).isEqualTo(longest);
    }

    @Test
    @DisplayName("CO-17: ids that are equal for their first 256 characters or more stay two, and are short")
    void whatIsCutStaysDistinct() {
        Set<String> keys = new HashSet<>();
        for (int length : new int[] {256, 257, 1_000, 10_000_000}) {
            keys.add(BoundedId.of("x".repeat(length)));
            keys.add(BoundedId.of("x".repeat(length) + "a"));
            keys.add(BoundedId.of("x".repeat(length) + "b"));
        }

        assertThat(keys).hasSize(12).allSatisfy(key -> assertThat(key).hasSizeLessThanOrEqualTo(256));
    }

    @Test
    @DisplayName("CO-17: an id that is spelled like a cut one is not taken for it")
    void aCutIdCantBeForged() {
        String cut = BoundedId.of("x".repeat(300));

        assertThat(BoundedId.of(cut)).isNotEqualTo(cut).hasSizeLessThanOrEqualTo(256);
    }

    @Test
    @DisplayName("CO-17: a wide character at every place where an id may be cut is never split")
    void noCharacterIsSplit() {
        for (int before = 100; before <= 260; before++) {
            String key = BoundedId.of("x".repeat(before) + "\uD83D\uDE00".repeat(100));

            assertThat(new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .as("a wide character after %d others", before)
                    .isEqualTo(key);
        }
    }

    @Test
    @DisplayName("CO-17: threads, runs and messages with ids of 10 MB are rebuilt, and stay apart")
    void hugeIdsAreRebuilt() {
        String huge = "t".repeat(10_000_000);
        RunAssembler runs = RunAssembler.builder().build();
        SimulatedThread thread = SimulatedThread.linked();
        SimulatedRun run = thread.start("r".repeat(10_000_000), States.json("{'n':0}"));
        run.diff(States.json("{'n':1}"));

        for (String threadId : List.of(huge + "a", huge + "b")) {
            for (DashStreamMessage message : thread.sent()) {
                runs.accept(States.with(message, header -> header.setThreadId(threadId)));
            }
        }
        runs.accept(States.with(
                run.token(),
                header -> header.setThreadId(huge + "a").setMessageId(ByteString.copyFrom(new byte[1_000_000]))));

        assertThat(runs.runs())
                .hasSize(2)
                .allSatisfy(state ->
                        assertThat(state.state().map(RebuiltState::value)).contains(States.json("{'n':1}")))
                .allSatisfy(state -> assertThat(state.key().toString()).hasSizeLessThan(1_000));
        assertThat(runs.counts().corruptions()).isZero();
    }
}
