package io.dashstream.replay.session;

/** What a session that is behind has waited for longest. */
public enum LagCause {
    /** For its client to apply what it has. */
    APPLY,
    /** For the transport to take what is sent. */
    TRANSPORT,
    /** For its store to answer, or for nothing: more was appended than is read and sent in that time. */
    STORE
}
