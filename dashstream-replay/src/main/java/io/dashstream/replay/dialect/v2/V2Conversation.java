package io.dashstream.replay.dialect.v2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.replay.cursor.CursorJson;
import io.dashstream.replay.dialect.ConversationContext;
import io.dashstream.replay.dialect.FrameWriter;
import io.dashstream.replay.dialect.HeldConversation;
import io.dashstream.replay.dialect.Intake;
import io.dashstream.replay.dialect.InvalidMessage;
import io.dashstream.replay.dialect.MessageFields;
import io.dashstream.replay.dialect.Pace;
import io.dashstream.replay.dialect.ResumeBook;
import io.dashstream.replay.dialect.TransportChannel;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.SessionScheduler;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.session.SessionState;
import io.dashstream.replay.session.SessionStatus;
import io.dashstream.replay.store.StoreBounds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A conversation in the second dialect, over WebSocket or server-sent events. */
public final class V2Conversation implements HeldConversation, Intake.Speaker {

    /** How much a client may say before it has been greeted. */
    private static final int EARLY_FRAMES = 64;

    private final ConversationContext context;
    private final V2Messages messages;
    private final ResumeBook<V2Asked> asked = new ResumeBook<>();
    private final TransportChannel channel;
    private final ReplaySession session;
    private final Intake intake;
    private final boolean asEvents;
    private final Deque<String> early = new ArrayDeque<>();
    private final List<SessionScheduler.Timer> timers = new CopyOnWriteArrayList<>();
    private boolean greeted;
    private volatile String lastWord = "the session is over";

    private V2Conversation(ConversationContext context, boolean asEvents) {
        this.context = context;
        this.asEvents = asEvents;
        this.messages = new V2Messages(context);
        V2Writer words = new V2Writer(messages, asked, () -> lastWord);
        FrameWriter writer = asEvents ? new V2EventWriter(words, messages, () -> lastWord) : words;
        this.channel = new TransportChannel(context, writer, Pace.FREE);
        this.session = new ReplaySession(context.store(), channel, context.settings(), context.scheduler());
        this.intake = new Intake(context, this);
    }

    /**
     * Opens a conversation over WebSocket.
     *
     * @param context all that it is made of
     * @return the conversation, which greets as soon as the namespace is known
     */
    public static HeldConversation overWebSocket(ConversationContext context) {
        return begin(new V2Conversation(context, false));
    }

    /**
     * Opens a conversation over server-sent events.
     *
     * @param context all that it is made of
     * @return the conversation, which greets as soon as the namespace is known
     */
    public static HeldConversation overEvents(ConversationContext context) {
        return begin(new V2Conversation(context, true));
    }

    private static V2Conversation begin(V2Conversation conversation) {
        ConversationContext context = conversation.context;
        conversation.timers.add(context.scheduler()
                .schedule(context.settings().readTimeout(), () -> conversation.greet(Optional.empty())));
        context.store()
                .bounds()
                .whenComplete((bounds, failure) -> conversation.greet(
                        bounds instanceof StoreBounds known ? Optional.of(known.epoch()) : Optional.empty()));
        conversation.timers.add(context.scheduler().schedule(context.rules().idleTimeout(), conversation::endIfIdle));
        return conversation;
    }

    /** Says hello, and then listens to what the client has said meanwhile. */
    private synchronized void greet(Optional<Epoch> namespace) {
        if (!greeted) {
            greeted = true;
            say(messages.hello(namespace));
            early.forEach(intake::take);
            early.clear();
        }
    }

    private void endIfIdle() {
        if (session.status().state() == SessionState.NEW) {
            lastWord =
                    "nothing was asked for in " + context.rules().idleTimeout().toMillis() + " ms";
            session.close(CloseReason.IDLE);
        }
    }

    @Override
    public synchronized void onText(String text) {
        if (greeted) {
            intake.take(text);
        } else if (early.size() < EARLY_FRAMES
                && text.length() <= context.rules().controlFrameBytes()) {
            early.add(text);
        } else {
            giveUp(InvalidMessage.value("the client", "too early", "to wait for hello"));
        }
    }

    @Override
    public void take(String type, ObjectNode message) {
        MessageFields fields = new MessageFields(message, "");
        switch (type) {
            case "resume" -> resume(message);
            case "continue" -> session.continueReplay();
            case "skip_to_live" -> session.skipToLive();
            case "progress" ->
                session.applied(CursorJson.readEpoch("epoch", fields.raw("epoch")), fields.number("page"));
            case "resync" -> resync(fields);
            case "bye" -> session.close(CloseReason.CLIENT_LEFT);
            default -> ignore();
        }
    }

    /** A newer client may say more than this server knows. */
    private static void ignore() {}

    private void resume(ObjectNode message) {
        V2Resume resume = V2Resume.read(message, context.client().grant(), context.rules());
        intake.countResume();
        asked.note(new V2Asked(resume.mode(), resume.from()));
        context.observer().resumed(resume.mode(), resume.from());
        session.resume(resume.request());
    }

    private void resync(MessageFields fields) {
        fields.word("reason", ResyncReason.USER);
        intake.countResume();
        session.resync(V2Resume.thread(fields, context.client().grant()));
    }

    @Override
    public void refuse(InvalidMessage problem) {
        say(messages.error(problem));
    }

    @Override
    public void giveUp(InvalidMessage problem) {
        lastWord = String.valueOf(problem.getMessage());
        session.close(CloseReason.PROTOCOL_ERROR);
    }

    private void say(ObjectNode message) {
        session.say(new SessionSignal.Frame(
                asEvents ? V2EventWriter.event(message, Optional.empty(), "").text() : message.toString()));
    }

    @Override
    public void onTransportReady() {
        session.channelReady();
    }

    @Override
    public void onClosed() {
        timers.forEach(SessionScheduler.Timer::cancel);
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
            lastWord = "the server shuts down";
        }
        session.close(reason);
    }

    /** Why a client wants a thread again. */
    private enum ResyncReason {
        PATCH_FAILED,
        HASH_MISMATCH,
        SEQUENCE_GAP,
        USER
    }
}
