package io.dashstream.replay.hub;

import io.dashstream.replay.dialect.Conversation;
import java.time.Duration;

/** What became of a connection that asked for a session. */
public sealed interface Opening {

    /**
     * The session is there.
     *
     * @param conversation what the adapter drives from now on
     */
    record Opened(Conversation conversation) implements Opening {}

    /**
     * There is no session. The adapter closes the connection with the code and reason, or answers the HTTP request with
     * the status.
     *
     * @param reason why
     * @param message for people
     * @param retryAfter how long the client should stay away, spread by chance
     */
    record Refused(Refusal reason, String message, Duration retryAfter) implements Opening {}
}
