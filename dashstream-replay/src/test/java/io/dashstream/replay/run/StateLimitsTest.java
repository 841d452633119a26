package io.dashstream.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.run.HistoryAnswer.Reason;
import io.dashstream.replay.run.HistoryAnswer.Unknown;
import io.dashstream.replay.store.DelegatingStore;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whoever asks for states holds threads of the server: only so many, and only for so long. */
class StateLimitsTest {

    private final StoppableStore store = new StoppableStore();
    private final RunsInAStore runs = new RunsInAStore(store, 1);
    private final ScriptedRun run = new ScriptedRun(new ThreadKey("tenant", "t"), "r", new AtomicLong());

    @BeforeEach
    void fill() {
        run.start();
        run.step();
        run.end();
        runs.appendAll(0, run);
        runs.indexed();
    }

    @AfterEach
    void close() {
        store.goOn();
        runs.close();
    }

    private RunHistory history(Duration within, int atOnce) {
        return new RunHistory(store, runs.index(), 10 << 20, within, atOnce);
    }

    private HistoryAnswer newest(RunHistory history) {
        return history.stateAt(
                run.key(), runs.index().find(run.key()).orElseThrow().lastSequence());
    }

    @Test
    @DisplayName("a state that is not rebuilt in its time is given up, and makes room for the next")
    void aStateHasItsTime() {
        RunHistory history = history(Duration.ofMillis(200), 1);
        store.stop();
        assertThat(newest(history))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).isEqualTo(Reason.TIMED_OUT));
        store.goOn();
        assertThat(newest(history).known()).as("its place is free again").isPresent();
    }

    @Test
    @DisplayName("more states than may be rebuilt at once are refused at once")
    void onlySoManyAtOnce() throws Exception {
        RunHistory history = history(Duration.ofMinutes(1), 1);
        store.stop();
        CompletableFuture<HistoryAnswer> first = CompletableFuture.supplyAsync(() -> newest(history));
        store.awaitReader();

        assertThat(newest(history)).isInstanceOfSatisfying(Unknown.class, unknown -> {
            assertThat(unknown.reason()).isEqualTo(Reason.BUSY);
            assertThat(unknown.detail()).contains("1 states");
        });
        store.goOn();
        assertThat(first.get(1, TimeUnit.MINUTES).known()).isPresent();
        assertThat(newest(history).known()).isPresent();
    }

    /** A store whose reads wait until they may go on. */
    private static final class StoppableStore extends DelegatingStore {

        private final CountDownLatch reader = new CountDownLatch(1);
        private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

        StoppableStore() {
            super(new InMemoryReplayStore());
        }

        void stop() {
            gate = new CompletableFuture<>();
        }

        void goOn() {
            gate.complete(null);
        }

        void awaitReader() throws InterruptedException {
            assertThat(reader.await(1, TimeUnit.MINUTES)).isTrue();
        }

        @Override
        public CompletionStage<ReadResult> read(ReadRequest request) {
            // The index reads too, but everything.
            if (!gate.isDone() && !request.filter().equals(RecordFilter.everything())) {
                reader.countDown();
            }
            return gate.thenCompose(open -> real().read(request));
        }
    }
}
