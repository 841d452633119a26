package io.dashstream.replay.session;

import java.util.concurrent.CompletionStage;

/**
 * Where a session's signals go: implemented by the dialects, which turn signals into frames of a transport, and by
 * applications that consume signals as they are.
 *
 * <p>A session sends one signal at a time and reads nothing while one is on its way, so a slow channel costs its
 * session one cursor and one page, and nobody else anything.
 */
public interface SessionChannel {

    /**
     * Takes a signal.
     *
     * @param signal the signal
     * @return completes when the transport can take the next one; exceptionally if the client can't be reached
     */
    CompletionStage<Void> send(SessionSignal signal);

    /**
     * Whether the transport would take a page now. A session that finds it not ready reads nothing until
     * {@link ReplaySession#channelReady()} is called.
     *
     * @return whether it is ready
     */
    boolean isReady();

    /**
     * The session is over; called once, after the last signal.
     *
     * @param reason why
     */
    void close(CloseReason reason);
}
