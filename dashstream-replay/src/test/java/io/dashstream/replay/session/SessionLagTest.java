package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.session.SessionSignal.CaughtUp;
import io.dashstream.replay.session.SessionSignal.FellBehind;
import io.dashstream.replay.store.PageLimits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B5: that a session which falls behind says for how long, and why. */
class SessionLagTest extends SessionFixture {

    private static final Duration FOUR_SECONDS = Duration.ofSeconds(4);

    private ReplaySession session;

    @BeforeEach
    void liveWithPagesOfAThousand() {
        settings = settings.withPage(new PageLimits(1_000, 1 << 20)).withWindowPages(1);
        history(5);
        session = session(channel);
        session.resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(1));
    }

    private FellBehind fellBehind() {
        return channel.only(FellBehind.class);
    }

    @Test
    @DisplayName("a client that applies slowly is the cause of its lag")
    void theClientIsTheCause() {
        produce(0, 1);
        scheduler.pass(Duration.ofMillis(1));
        produce(0, 20_000);
        scheduler.pass(FOUR_SECONDS);
        session.applied(EPOCH, 1);
        scheduler.pass(Duration.ofMillis(1));
        assertThat(fellBehind().cause()).isEqualTo(LagCause.APPLY);
        assertThat(fellBehind().lag()).isBetween(FOUR_SECONDS, Duration.ofMillis(5_100));
        assertThat(fellBehind().lagRecords()).isEqualTo(19_000);
    }

    @Test
    @DisplayName("a transport that takes nothing is the cause, be it full or under way")
    void theTransportIsTheCause() {
        channel.stall();
        produce(0, 1);
        scheduler.pass(Duration.ofMillis(1));
        session.applied(EPOCH, 1);
        produce(0, 20_000);
        scheduler.pass(FOUR_SECONDS);
        channel.unstall();
        scheduler.pass(Duration.ofMillis(1));
        assertThat(fellBehind().cause()).isEqualTo(LagCause.TRANSPORT);
    }

    @Test
    @DisplayName("a store that is slow to answer is the cause")
    void theStoreIsTheCause() {
        produce(0, 20_000);
        store.follow(new ScriptedStore.Script() {
            @Override
            public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
                CompletableFuture<T> late = new CompletableFuture<>();
                T answer = real.get().toCompletableFuture().join();
                scheduler.schedule(FOUR_SECONDS, () -> late.complete(answer));
                return late;
            }
        });
        scheduler.pass(FOUR_SECONDS.plusMillis(1));
        assertThat(fellBehind().cause()).isEqualTo(LagCause.STORE);
        assertThat(fellBehind().lag()).isGreaterThanOrEqualTo(FOUR_SECONDS);
    }

    @Test
    @DisplayName("once it has caught up it says so, and the next time is counted from there")
    void catchingUpIsSaid() {
        produce(0, 20_000);
        scheduler.pass(Duration.ofMillis(1));
        for (int page = 1; page <= 20; page++) {
            scheduler.pass(Duration.ofMillis(100));
            session.applied(EPOCH, page);
        }
        scheduler.pass(Duration.ofMillis(1));
        CaughtUp caughtUp = channel.only(CaughtUp.class);
        assertThat(caughtUp.lagRecords()).isZero();
        assertThat(caughtUp.cause()).isEqualTo(LagCause.APPLY);
        assertThat(caughtUp.lag()).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(3));
        channel.forget();
        produce(0, 20_000);
        scheduler.pass(Duration.ofMillis(1));
        assertThat(fellBehind().lag()).isLessThan(Duration.ofSeconds(1));
    }
}
