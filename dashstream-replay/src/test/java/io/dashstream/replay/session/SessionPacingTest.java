package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.session.SessionSignal.Bookmark;
import io.dashstream.replay.session.SessionSignal.CaughtUp;
import io.dashstream.replay.session.SessionSignal.FellBehind;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That a session goes as fast as its client, and costs one cursor and one page meanwhile. */
class SessionPacingTest extends SessionFixture {

    @Test
    @DisplayName("R8: a channel that does not take its page costs that page and nothing more (RE-16)")
    void slowChannelStopsReading() {
        history(1_000);
        channel.stall();
        session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofMillis(10));
        channel.accept();
        scheduler.pass(Duration.ofMillis(10));
        int reads = store.reads();
        assertThat(reads).isEqualTo(1);
        produce(0, 1_000);
        scheduler.pass(Duration.ofSeconds(5));
        assertThat(store.reads()).isEqualTo(reads);
        assertThat(channel.signals()).hasSize(2);
    }

    @Test
    @DisplayName("RE-15: a process that stands still while a send is done on the spot does not call its client slow")
    void aStoppedProcessIsNoSlowClient() {
        history(10);
        SessionChannel standsStill = new SessionChannel() {
            @Override
            public CompletionStage<Void> send(SessionSignal signal) {
                scheduler.pass(settings.sendTimeout().plusSeconds(1));
                return channel.send(signal);
            }

            @Override
            public boolean isReady() {
                return channel.isReady();
            }

            @Override
            public void close(CloseReason reason) {
                channel.close(reason);
            }
        };
        new ReplaySession(store, standsStill, settings, scheduler).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.closed()).isEmpty();
        assertThat(channel.all(SessionSignal.ReplayComplete.class)).hasSize(1);
    }

    @Test
    @DisplayName("an error that a send throws ends the session, as a failed send does")
    void aThrownErrorEndsTheSession() {
        history(10);
        SessionChannel broken = new SessionChannel() {
            @Override
            public CompletionStage<Void> send(SessionSignal signal) {
                throw new AssertionError("thrown by the test");
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void close(CloseReason reason) {
                channel.close(reason);
            }
        };
        new ReplaySession(store, broken, settings, scheduler).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.closed()).contains(CloseReason.CHANNEL_FAILED);
    }

    @Test
    @DisplayName("RE-15: a send that is not done in time ends the session, whatever was sent")
    void slowConsumerIsClosed() {
        history(10);
        channel.stall();
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(9));
        assertThat(channel.closed()).isEmpty();
        scheduler.pass(Duration.ofSeconds(2));
        assertThat(channel.closed()).contains(CloseReason.SLOW_CONSUMER);
        assertThat(session.status().state()).isEqualTo(SessionState.CLOSED);
        assertThat(scheduler.alarms()).as("nothing is left behind").isZero();
        assertThat(store.appended().waiting()).isZero();
    }

    @Test
    void aFailedSendEndsTheSession() {
        history(10);
        channel.stall();
        session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.runAll();
        channel.fail();
        scheduler.runAll();
        assertThat(channel.closed()).contains(CloseReason.CHANNEL_FAILED);
    }

    @Test
    @DisplayName("R9: nothing is read while the channel is not ready")
    void notReady() {
        history(10);
        channel.ready(false);
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(30));
        assertThat(store.reads()).isZero();
        assertThat(session.status().paused()).isTrue();
        channel.ready(true);
        session.channelReady();
        scheduler.pass(Duration.ofMillis(1));
        assertThat(channel.records()).hasSize(20);
    }

    @Test
    @DisplayName("R9: nothing is read without credit, and reports that can't be true give none (RE-25)")
    void window() {
        history(50);
        settings = settings.withWindowPages(2);
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.pass(Duration.ofSeconds(5));
        assertThat(channel.all(Records.class)).hasSize(2);
        session.applied(EPOCH, 99);
        session.applied(EPOCH, 0);
        session.applied(EPOCH, -1);
        scheduler.pass(Duration.ofSeconds(5));
        assertThat(channel.all(Records.class)).hasSize(2);
        assertThat(session.status().invalidReports()).isEqualTo(3);
        session.applied(EPOCH, 1);
        scheduler.pass(Duration.ofSeconds(5));
        assertThat(channel.all(Records.class)).hasSize(3);
        assertThat(session.status().unappliedPages()).isEqualTo(2);
    }

    @Test
    @DisplayName("a slow client loses nothing until retention passes it, then gets one exact gap")
    void slowClientLosesNothingUntilRetentionPassesIt() {
        store = new ScriptedStore(new InMemoryReplayStore(new MemoryBounds(1_000, 1 << 30, Duration.ofDays(1))));
        history(100);
        channel.stall();
        session(channel).resume(ResumeRequest.from(StartFrom.earliest()));
        scheduler.runAll();
        channel.accept();
        scheduler.runAll();
        produce(0, 3_000);
        channel.unstall();
        scheduler.pass(Duration.ofSeconds(1));
        Gap gap = channel.all(GapNotice.class).stream()
                .map(GapNotice::gap)
                .filter(each -> each.partition() == 0)
                .findFirst()
                .orElseThrow();
        assertThat(gap).isEqualTo(new Gap(0, 5, floor(0), GapReason.RETENTION));
        assertThat(channel.records())
                .filteredOn(record -> record.partition() == 0)
                .extracting(record -> record.offset())
                .doesNotHaveDuplicates()
                .hasSize((int) (5 + 3_100 - gap.to()));
    }

    @Test
    void idleClientsAreToldWhereTheyStand() {
        history(5);
        session(channel).resume(ResumeRequest.firstConnect());
        scheduler.pass(Duration.ofSeconds(31));
        assertThat(channel.all(Bookmark.class)).hasSize(2);
        assertThat(channel.all(Bookmark.class).get(0).next().next(1)).isEqualTo(5);
    }

    @Test
    void fallingBehindIsSaidAndCatchingUpToo() {
        history(5);
        channel.stall();
        session(channel).resume(ResumeRequest.firstConnect());
        scheduler.runAll();
        produce(0, 20_000);
        channel.unstall();
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(channel.all(FellBehind.class)).hasSize(1);
        assertThat(channel.all(CaughtUp.class)).hasSize(1);
        assertThat(channel.all(ReplayComplete.class)).hasSize(1);
        assertThat(channel.records()).hasSize(20_000);
    }

    @Test
    @DisplayName("a wake-up that never comes costs a second, not the session")
    void lostWakeUp() {
        store.deafen();
        history(5);
        session(channel).resume(ResumeRequest.firstConnect());
        scheduler.runAll();
        produce(0, 1);
        scheduler.pass(Duration.ofMillis(990));
        assertThat(channel.records()).isEmpty();
        scheduler.pass(Duration.ofMillis(20));
        assertThat(channel.records()).hasSize(1);
    }

    @Test
    @DisplayName("R8: a session that is closed while it waits leaves nothing behind, neither waiter nor timer")
    void closedSessionsLeaveTheirWait() {
        history(5);
        ReplaySession session = session(channel);
        session.resume(ResumeRequest.firstConnect());
        scheduler.runAll();
        assertThat(store.appended().waiting()).as("it waits").isOne();
        session.close(CloseReason.CLIENT_LEFT);
        scheduler.runAll();
        assertThat(store.appended().waiting()).isZero();
        assertThat(scheduler.alarms()).isZero();
    }

    @Test
    @DisplayName("RE-23: what is appended between the look and the wait is delivered at once, not by the safety poll")
    void nothingIsMissedBetweenTheLookAndTheWait() {
        history(5);
        session(channel).resume(ResumeRequest.firstConnect());
        scheduler.runAll();
        store.follow(new ScriptedStore.Script() {
            private boolean appended;

            @Override
            public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> answer) {
                CompletionStage<T> given = answer.get();
                boolean sawNothing = given.toCompletableFuture().join() instanceof Page page
                        && page.records().isEmpty();
                if (sawNothing && !appended) {
                    appended = true;
                    produce(0, 1);
                }
                return given;
            }
        });
        produce(0, 1);
        scheduler.runAll();
        assertThat(channel.records()).hasSize(2);
    }
}
