package io.dashstream.replay.hub;

import io.dashstream.replay.client.ClientIdentity;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.dialect.SessionTransport;
import io.dashstream.replay.store.ReplayStore;

/**
 * All sessions of a server over one store. An adapter of a transport asks it for a conversation for each connection, and
 * drives that.
 *
 * <p>Thread-safe.
 */
public interface SessionHub extends AutoCloseable {

    /**
     * Begins to build a hub.
     *
     * @param store the history that all sessions read
     * @return the builder
     */
    static SessionHubBuilder builder(ReplayStore store) {
        return new SessionHubBuilder(store);
    }

    /**
     * Opens a session, if the limits allow one more. The second dialect greets at once, on another thread.
     *
     * @param dialect the language of the conversation
     * @param client who it is held with, and what that client may read
     * @param transport where frames go
     * @return the conversation, or why there is none; then nothing was sent and the transport was not touched
     */
    Opening open(Dialect dialect, ClientIdentity client, SessionTransport transport);

    /**
     * The limits of every session.
     *
     * @return the limits
     */
    SessionLimits limits();

    /**
     * What has happened in all sessions so far, and how far their clients are behind now.
     *
     * @return a snapshot
     */
    HubStats stats();

    /**
     * Hands over what can't be added up in counters, from now on.
     *
     * @param listener who takes it; called by any thread, must not block
     */
    void listen(HubListener listener);

    /**
     * Ends all sessions in good order and takes no new ones: every client is told to come back after a while of its own,
     * so that not all come back at once. Returns at once.
     */
    void drain();

    /** Drains, and gives back what the hub holds. The store stays open: it belongs to the reader. */
    @Override
    void close();
}
