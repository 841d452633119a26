package io.dashstream.replay.session;

/** Why a session ended. */
public enum CloseReason {
    /** The client went away or said good-bye. */
    CLIENT_LEFT("bye", 1000),
    /** A send was not done within its time limit. */
    SLOW_CONSUMER("slow_consumer", 4408),
    /** A send failed. */
    CHANNEL_FAILED("channel_failed", 4500),
    /** Too many frames that could not be understood, or one that was too large. */
    PROTOCOL_ERROR("protocol_error", 4400),
    /** The client was connected and asked for nothing. */
    IDLE("idle", 4409),
    /** A fault of the server. */
    INTERNAL_ERROR("internal_error", 4500),
    /** The server shuts down; the client may come back after a while. */
    DRAINING("draining", 4503);

    private final String label;
    private final int closeCode;

    CloseReason(String label, int closeCode) {
        this.label = label;
        this.closeCode = closeCode;
    }

    /**
     * The reason's name on the wire and in metrics.
     *
     * @return lower case with underscores
     */
    public String label() {
        return label;
    }

    /**
     * How a WebSocket is closed.
     *
     * @return 1000, or 4000 and more
     */
    public int closeCode() {
        return closeCode;
    }
}
