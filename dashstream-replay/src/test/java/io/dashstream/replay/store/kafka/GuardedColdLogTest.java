package io.dashstream.replay.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.epoch.Epoch;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GuardedColdLogTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final AtomicLong nanos = new AtomicLong();

    /** Reads take a whole time-out in vain; other questions are answered. */
    private final ColdLog silent = new ColdLog() {
        @Override
        public CompletableFuture<Fetched> fetch(List<ChunkRange> ranges) {
            nanos.addAndGet(TIMEOUT.toNanos());
            return CompletableFuture.completedFuture(new Fetched.Failed("no answer"));
        }

        @Override
        public CompletableFuture<Offsets> begins(Collection<Integer> partitions) {
            return CompletableFuture.completedFuture(new Offsets(Epoch.of("cluster", "topic", "id", 0), Map.of()));
        }

        @Override
        public CompletableFuture<Offsets> notOlder(Collection<Integer> partitions, long epochMillis) {
            return begins(partitions);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    @Test
    @DisplayName(
            "when nobody reads pages any more, other questions are asked again after a moment, and not refused for ever")
    void questionsAreAskedAgain() {
        try (GuardedColdLog guarded = new GuardedColdLog(silent, TIMEOUT, nanos::get)) {
            for (int i = 0; i < GuardedColdLog.FAILURES_TO_OPEN; i++) {
                guarded.fetch(List.of()).join();
            }
            assertThat(guarded.begins(List.of(0))).isCompletedExceptionally();
            assertThat(guarded.notOlder(List.of(0), 0)).isCompletedExceptionally();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(guarded.begins(List.of(0))).isCompleted());
            assertThat(guarded.notOlder(List.of(0), 0)).isCompleted();
        }
    }
}
