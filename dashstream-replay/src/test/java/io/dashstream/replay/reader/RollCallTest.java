package io.dashstream.replay.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.reader.RollCall.Answers;
import io.dashstream.replay.store.LogExtent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A topic of 500 partitions, of which one may have no leader. */
class RollCallTest {

    private static final int PARTITIONS = 500;
    private static final int MUTE = 321;

    private final List<List<Integer>> calls = new ArrayList<>();
    private final List<CompletableFuture<LogExtent>> waiting = new ArrayList<>();
    private boolean isMute = true;
    private final RollCall rollCall = new RollCall(this::ask);

    @Test
    @DisplayName("KA-13: all partitions are asked in one call, and all answers are taken")
    void oneCall() {
        isMute = false;
        Answers answers = rollCall.call(PARTITIONS).join();
        assertThat(calls).singleElement().satisfies(asked -> assertThat(asked).hasSize(PARTITIONS));
        assertThat(answers.extents()).hasSize(PARTITIONS);
        assertThat(answers.silent()).isEmpty();
    }

    @Test
    @DisplayName("KA-13: one partition of 500 that never answers is waited for until its time-out, and named")
    void oneNeverAnswers() {
        CompletableFuture<Answers> call = rollCall.call(PARTITIONS);
        assertThat(call).isNotDone();
        timeOut();
        assertThat(call.join().extents()).hasSize(PARTITIONS - 1).doesNotContainKey(MUTE);
        assertThat(call.join().silent()).containsOnlyKeys(MUTE);
        assertThat(call.join().silent().get(MUTE)).contains("no leader");
    }

    @Test
    @DisplayName("KA-13: who kept silent holds up no other a second time, and is not asked while a question is open")
    void aSilentOneHoldsUpNobody() {
        oneTimesOut();
        CompletableFuture<Answers> second = rollCall.call(PARTITIONS);
        assertThat(second).isCompleted();
        assertThat(second.join().silent()).containsOnlyKeys(MUTE);
        assertThat(rollCall.call(PARTITIONS).join().silent()).containsOnlyKeys(MUTE);
        assertThat(calls.get(1)).contains(MUTE);
        assertThat(calls.get(2)).hasSize(PARTITIONS - 1).doesNotContain(MUTE);
    }

    @Test
    @DisplayName("KA-13: who answers at last is asked again at the next look, and counts")
    void aLateAnswerCountsFromTheNextLook() {
        oneTimesOut();
        rollCall.call(PARTITIONS).join();
        isMute = false;
        waiting.get(waiting.size() - 1).complete(new LogExtent(0, 1));
        Answers answers = rollCall.call(PARTITIONS).join();
        assertThat(answers.silent()).isEmpty();
        assertThat(answers.extents().get(MUTE).end())
                .as("not the late answer: it is older than this look")
                .isEqualTo(10);
    }

    @Test
    @DisplayName("KA-13: if nobody answered last time, all are waited for again")
    void allSilent() {
        RollCall alone = new RollCall(asked -> Map.of(0, waitFor()));
        CompletableFuture<Answers> silence = alone.call(1);
        timeOut();
        assertThat(silence.join().extents()).isEmpty();
        assertThat(alone.call(1)).isNotDone();
    }

    private void oneTimesOut() {
        CompletableFuture<Answers> first = rollCall.call(PARTITIONS);
        timeOut();
        first.join();
    }

    private void timeOut() {
        waiting.get(waiting.size() - 1).completeExceptionally(new TimeoutException("no leader"));
    }

    private CompletableFuture<LogExtent> waitFor() {
        CompletableFuture<LogExtent> answer = new CompletableFuture<>();
        waiting.add(answer);
        return answer;
    }

    private Map<Integer, CompletableFuture<LogExtent>> ask(List<Integer> partitions) {
        calls.add(partitions);
        Map<Integer, CompletableFuture<LogExtent>> answers = new HashMap<>();
        partitions.forEach(partition -> answers.put(
                partition,
                partition == MUTE && isMute ? waitFor() : CompletableFuture.completedFuture(new LogExtent(0, 10))));
        return answers;
    }
}
