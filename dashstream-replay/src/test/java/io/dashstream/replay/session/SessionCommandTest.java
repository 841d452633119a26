package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.session.SessionSignal.ErrorNotice;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Commands in every state, and the end. */
class SessionCommandTest extends SessionFixture {

    @Test
    @DisplayName("what has no meaning now is answered and counted, and a flood of it fills nothing (RE-14)")
    void refusals() {
        history(5);
        ReplaySession session = session(channel);
        session.continueReplay();
        scheduler.runAll();
        session.skipToLive();
        scheduler.runAll();
        assertThat(channel.all(ErrorNotice.class))
                .extracting(ErrorNotice::code)
                .containsExactly(ErrorCode.NOT_NOW, ErrorCode.NOT_NOW);
        channel.stall();
        for (int i = 0; i < 1_000; i++) {
            session.continueReplay();
        }
        scheduler.runAll();
        assertThat(channel.signals()).hasSize(3);
        assertThat(session.status().refusedCommands()).isEqualTo(1_002);
    }

    @Test
    void closedSessionsStayClosed() {
        history(5);
        ReplaySession session = session(channel);
        session.close(CloseReason.DRAINING);
        session.resume(ResumeRequest.firstConnect());
        session.continueReplay();
        session.applied(EPOCH, 1);
        session.channelReady();
        session.close(CloseReason.CLIENT_LEFT);
        scheduler.pass(Duration.ofMinutes(1));
        assertThat(channel.closed()).contains(CloseReason.DRAINING);
        assertThat(channel.signals()).isEmpty();
    }

    @Test
    @DisplayName("R12: a channel that throws ends its session, not the server's thread")
    void throwingChannel() {
        history(5);
        SessionChannel throwing = new SessionChannel() {
            @Override
            public CompletionStage<Void> send(SessionSignal signal) {
                throw new IllegalStateException("broken");
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void close(CloseReason reason) {
                assertThat(reason).isEqualTo(CloseReason.CHANNEL_FAILED);
            }
        };
        ReplaySession session = new ReplaySession(store, throwing, settings, scheduler);
        session.resume(ResumeRequest.firstConnect());
        scheduler.runAll();
        assertThat(session.status().state()).isEqualTo(SessionState.CLOSED);
    }
}
