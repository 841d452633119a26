package io.dashstream.replay.dialect;

import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.SessionStatus;

/** A conversation, for whoever keeps all of them. */
public interface HeldConversation extends Conversation {

    /**
     * What its session was doing when it last changed.
     *
     * @return the status
     */
    SessionStatus status();

    /**
     * Ends it in good order.
     *
     * @param reason why
     */
    void close(CloseReason reason);
}
