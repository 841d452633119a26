package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.session.SessionSignal.ErrorNotice;
import io.dashstream.replay.store.Located;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That a store which fails is asked less and less often, by each session at moments of its own. */
class SessionBackoffTest extends SessionFixture {

    private final List<Long> asked = new ArrayList<>();

    @Test
    @DisplayName("what is appended meanwhile does not wake a session into a store that fails")
    void appendsDoNotUndoTheWait() {
        history(5);
        session(channel).resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(1));
        failing();
        for (int i = 0; i < 1_000; i++) {
            produce(0, 1);
            scheduler.pass(Duration.ofMillis(10));
        }
        // 100 ms doubled up to 5 s, of which at least the half is waited: in 10 s no more than this.
        assertThat(asked).hasSizeBetween(5, 10);
        assertThat(channel.all(ErrorNotice.class)).hasSize(1);
    }

    @Test
    @DisplayName("a client that asks for threads again does not undo the wait either")
    void resyncsDoNotUndoTheWait() {
        history(5);
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(1));
        failing();
        for (int i = 0; i < 100; i++) {
            session.resync(SourceLog.thread(i % 4));
            scheduler.pass(Duration.ofMillis(100));
        }
        assertThat(asked).hasSizeBetween(5, 10);
    }

    @Test
    @DisplayName("each wait is between the half and the whole of twice the one before, up to the longest")
    void waitsGrow() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), scheduler::chance);
        for (long whole : new long[] {100, 200, 400, 800, 1_000, 1_000}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(whole / 2), Duration.ofMillis(whole));
        }
        backoff.reset();
        assertThat(backoff.next()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    }

    @Test
    @DisplayName("B8-17: sessions that see a store fail at the same moment come back at different ones")
    void sessionsComeBackAtMomentsOfTheirOwn() {
        history(5);
        failing();
        for (int i = 0; i < 50; i++) {
            session(new RecordingChannel()).resume(ResumeRequest.firstConnect());
        }
        scheduler.runAll();
        asked.clear();
        scheduler.pass(Duration.ofMillis(100));
        assertThat(asked).hasSizeGreaterThanOrEqualTo(50);
        assertThat(asked.stream().distinct().count()).isGreaterThan(40);
    }

    @Test
    @DisplayName("M-698: a start that can't be looked up is said and waited for, though the store knows its bounds")
    void M698_aStartThatCantBeLookedUpIsSaid() {
        history(5);
        store.follow(new ScriptedStore.Script() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
                asked.add(scheduler.nanoTime());
                return real.get()
                        .thenApply(answer -> answer instanceof Located ? (T) new Unavailable("Kafka is away") : answer);
            }
        });
        session(channel).resume(ResumeRequest.from(new StartFrom.Timestamp(3)));
        scheduler.pass(Duration.ofSeconds(10));
        assertThat(channel.only(ErrorNotice.class).message()).contains("Kafka is away");
        assertThat(asked).as("two questions each time").hasSizeBetween(10, 20);
    }

    private void failing() {
        store.follow(new ScriptedStore.Script() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
                asked.add(scheduler.nanoTime());
                return CompletableFuture.completedFuture((T) new Unavailable("busy"));
            }
        });
    }
}
