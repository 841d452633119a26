package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.session.SessionSignal.Bookmark;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.session.SessionSignal.Waiting;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R10: that no client hears nothing for long, whatever its session waits for. Bookmarks are due every 15 seconds here. */
class SessionHeartbeatTest extends SessionFixture {

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    @Test
    @DisplayName("R10: a capped session says where it stands, and delivers nothing")
    void cappedSessionsAreAlive() {
        history(10);
        session(channel)
                .resume(ResumeRequest.from(StartFrom.earliest())
                        .withBudget(new ReplayBudget(4, 1 << 20, Duration.ofDays(1)), OnCap.PAUSE));
        scheduler.pass(A_MINUTE);
        assertThat(channel.records()).hasSize(4);
        assertThat(places())
                .hasSize(4)
                .allSatisfy(place -> assertThat(place.orElseThrow().next())
                        .isEqualTo(channel.only(Records.class).next()));
    }

    @Test
    @DisplayName("R10: a session that waits for the log to reach its client's cursor is alive, and has no place yet")
    void heldSessionsAreAlive() {
        history(10);
        settings = settings(settings, Duration.ofMinutes(10), settings.maxRecordBytes());
        session(channel).resume(ResumeRequest.from(StartFrom.cursor(cursor(30, 10))));
        scheduler.pass(A_MINUTE);
        assertThat(places()).hasSize(4).containsOnly(Optional.empty());
        assertThat(channel.kinds()).containsOnly("Waiting");
    }

    @Test
    @DisplayName("R10: a session whose store fails is alive, with a place once it has read something")
    void sessionsOfAFailingStoreAreAlive() {
        history(10);
        failing(true);
        session(channel).resume(ResumeRequest.firstConnect());
        scheduler.pass(A_MINUTE);
        assertThat(places()).isNotEmpty().containsOnly(Optional.empty());
        failing(false);
        scheduler.pass(Duration.ofSeconds(6));
        failing(true);
        channel.forget();
        scheduler.pass(A_MINUTE);
        assertThat(places())
                .hasSizeBetween(3, 4)
                .allSatisfy(
                        place -> assertThat(place.orElseThrow().next().next(0)).isEqualTo(10));
    }

    @Test
    @DisplayName("R10: a session whose store does not answer at all is alive")
    void sessionsOfASilentStoreAreAlive() {
        history(10);
        session(channel).resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(1));
        store.follow(new ScriptedStore.Script() {
            @Override
            public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
                return new CompletableFuture<>();
            }
        });
        scheduler.pass(A_MINUTE);
        assertThat(places()).hasSizeBetween(3, 4);
    }

    @Test
    @DisplayName("R10: a client that has no credit left hears where the session stands")
    void sessionsWithoutCreditAreAlive() {
        history(50);
        settings = settings.withWindowPages(2);
        session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(A_MINUTE);
        assertThat(channel.records()).hasSize(20);
        assertThat(places())
                .hasSize(4)
                .allSatisfy(place -> assertThat(place.orElseThrow().next())
                        .isEqualTo(channel.all(Records.class).get(1).next()));
    }

    @Test
    @DisplayName("R9, R10: nothing is said while the transport is not ready, and it is made up for as soon as it is")
    void aTransportThatIsNotReadyIsLeftAlone() {
        history(10);
        session(channel).resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(1));
        channel.forget();
        channel.ready(false);
        scheduler.pass(A_MINUTE);
        assertThat(channel.signals()).isEmpty();
        channel.ready(true);
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.signals()).hasSize(1);
    }

    @Test
    @DisplayName("R10: after a reset the place of the old log is not told any more")
    void noPlaceOfTheOldLogIsTold() {
        history(10);
        session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(1));
        store.open(RECREATED, log.extents());
        boundsFail();
        channel.forget();
        scheduler.pass(A_MINUTE);
        assertThat(places()).isNotEmpty().containsOnly(Optional.empty());
    }

    @Test
    @DisplayName("a bookmark stands only behind a read that found nothing: it says that there was nothing more")
    void bookmarksStandBehindAReadOnly() {
        history(10);
        session(channel).resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(1));
        failing(true);
        scheduler.pass(A_MINUTE);
        assertThat(channel.all(Bookmark.class)).isEmpty();
    }

    private List<Optional<Bookmark>> places() {
        return channel.all(Waiting.class).stream().map(Waiting::place).toList();
    }

    private void failing(boolean fails) {
        store.follow(new ScriptedStore.Script() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
                return fails ? CompletableFuture.completedFuture((T) new Unavailable("redis is away")) : real.get();
            }
        });
    }

    private void boundsFail() {
        store.follow(new ScriptedStore.Script() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
                return real.get()
                        .thenApply(answer -> answer instanceof StoreBounds ? (T) new Unavailable("away") : answer);
            }
        });
    }
}
