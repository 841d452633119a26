package io.dashstream.replay.dialect.v1;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.replay.cursor.InvalidCursorException;
import io.dashstream.replay.dialect.ConversationContext;
import io.dashstream.replay.dialect.HeldConversation;
import io.dashstream.replay.dialect.Intake;
import io.dashstream.replay.dialect.InvalidMessage;
import io.dashstream.replay.dialect.Problem;
import io.dashstream.replay.dialect.ResumeBook;
import io.dashstream.replay.dialect.TransportChannel;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionScheduler;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.session.SessionState;
import io.dashstream.replay.session.SessionStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * A conversation in the first dialect.
 *
 * <p>It has no word for "that was wrong": what can't be understood is counted, but a resume that is refused is answered
 * with {@code disconnect}, as anything else would leave its client waiting or begin somewhere else than it asked.
 */
public final class V1Conversation implements HeldConversation, Intake.Speaker {

    /** Who has not asked for anything by then gets what is new. */
    private static final Duration TIME_TO_ASK = Duration.ofSeconds(1);

    private final ConversationContext context;
    private final ResumeBook<V1Asked> asked = new ResumeBook<>();
    private final TransportChannel channel;
    private final ReplaySession session;
    private final Intake intake;
    private final SessionScheduler.Timer unasked;
    private boolean begun;
    private volatile V1Writer.Farewell farewell = new V1Writer.Farewell(Optional.empty(), "the session is over");

    private V1Conversation(ConversationContext context) {
        this.context = context;
        TokenBucket pace = new TokenBucket(
                context.scheduler(),
                context.rules().v1RecordsPerSecond(),
                context.rules().v1BurstRecords(),
                this::onTransportReady);
        this.channel = new TransportChannel(context, new V1Writer(asked, () -> farewell), pace);
        this.session = new ReplaySession(context.store(), channel, context.settings(), context.scheduler());
        this.intake = new Intake(context, this);
        this.unasked = context.scheduler().schedule(TIME_TO_ASK, this::beginUnasked);
    }

    /**
     * Opens a conversation.
     *
     * @param context all that it is made of
     * @return the conversation
     */
    public static HeldConversation overWebSocket(ConversationContext context) {
        return new V1Conversation(context);
    }

    private synchronized void beginUnasked() {
        if (!begun) {
            begin(V1Asked.NOTHING, firstConnect());
        }
    }

    private ResumeRequest firstConnect() {
        return ResumeRequest.firstConnect().withFilter(context.client().grant().filter());
    }

    private synchronized void begin(V1Asked what, ResumeRequest request) {
        begun = true;
        asked.note(what);
        session.resume(request);
    }

    @Override
    public void onText(String text) {
        intake.take(text);
    }

    @Override
    public void take(String type, ObjectNode message) {
        switch (type) {
            case "ping" -> session.say(new SessionSignal.Frame(V1Writer.pong().text()));
            case "resume" -> resume(message);
            case "cursor_reset" -> {
                intake.countResume();
                begin(V1Asked.CLEAN_START, firstConnect());
            }
            default -> throw InvalidMessage.value("type", "\"" + type + "\"", "ping, resume or cursor_reset");
        }
    }

    private void resume(ObjectNode message) {
        try {
            V1Resume resume = V1Resume.read(message, context.client().grant(), context.rules());
            intake.countResume();
            context.observer().resumed(resume.mode().mode(), resume.from());
            begin(resume.mode(), resume.request());
        } catch (InvalidCursorException e) {
            throw hangUp(InvalidMessage.of(Problem.INVALID_CURSOR, e));
        } catch (InvalidMessage e) {
            throw hangUp(e);
        }
    }

    private InvalidMessage hangUp(InvalidMessage problem) {
        farewell = V1Writer.farewell(problem);
        session.close(CloseReason.PROTOCOL_ERROR);
        return problem;
    }

    @Override
    public void refuse(InvalidMessage problem) {
        // Counted by the intake; there is no word for it.
    }

    @Override
    public void giveUp(InvalidMessage problem) {
        if (session.status().state() != SessionState.CLOSED) {
            farewell = new V1Writer.Farewell(Optional.empty(), String.valueOf(problem.getMessage()));
            session.close(CloseReason.PROTOCOL_ERROR);
        }
    }

    @Override
    public void onTransportReady() {
        session.channelReady();
    }

    @Override
    public void onClosed() {
        unasked.cancel();
        channel.gone();
        session.close(CloseReason.CLIENT_LEFT);
    }

    @Override
    public String sessionId() {
        return context.sessionId();
    }

    @Override
    public SessionStatus status() {
        return session.status();
    }

    @Override
    public void close(CloseReason reason) {
        if (reason == CloseReason.DRAINING) {
            farewell = new V1Writer.Farewell(Optional.empty(), "the server shuts down; come back in a while");
        }
        session.close(reason);
    }
}
