package io.dashstream.replay.dialect;

import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.SessionSignal;
import java.time.Duration;

/** Whoever adds up what happens in conversations. Called by any thread; must not block. */
public interface ConversationObserver {

    /**
     * A resume was taken in.
     *
     * @param mode a word of the protocol
     * @param from a word of the protocol
     */
    void resumed(String mode, String from);

    /**
     * Something from the client was refused.
     *
     * @param problem why
     */
    void invalid(Problem problem);

    /**
     * A signal was sent.
     *
     * @param signal the signal
     * @param took how long all its frames took
     */
    void sent(SessionSignal signal, Duration took);

    /**
     * The conversation is over. Called once.
     *
     * @param reason why
     */
    void closed(CloseReason reason);
}
