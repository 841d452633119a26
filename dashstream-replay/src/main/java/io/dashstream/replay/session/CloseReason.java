package io.dashstream.replay.session;

/** Why a session ended. */
public enum CloseReason {
    /** The client went away or said good-bye. */
    CLIENT_LEFT,
    /** A send was not done within its time limit. */
    SLOW_CONSUMER,
    /** A send failed. */
    CHANNEL_FAILED,
    /** A fault of the server. */
    INTERNAL_ERROR,
    /** The server shuts down; the client may come back at once. */
    DRAINING
}
