package io.dashstream.replay.dialect;

/**
 * One client's side of a session, for the adapter of its transport to drive. Thread-safe; every method returns at once.
 */
public interface Conversation {

    /**
     * The client has sent a text frame. Whatever is in it, it does not throw: what can't be understood is answered, and
     * too much of it ends the session. The adapter keeps frames above {@code SessionHub.limits().controlFrameBytes()} from
     * being buffered at all where it can.
     *
     * @param text the whole frame
     */
    void onText(String text);

    /** The transport may be ready again. */
    void onTransportReady();

    /** The connection is gone, whoever ended it. To be called once, at the end of every connection. */
    void onClosed();

    /**
     * The session's id: names it in logs and in the URL that a client of server-sent events posts to, so it can't be
     * guessed.
     *
     * @return 22 base64url characters
     */
    String sessionId();
}
