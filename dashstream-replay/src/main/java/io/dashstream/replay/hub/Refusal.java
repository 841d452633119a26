package io.dashstream.replay.hub;

/** Why a connection gets no session. */
public enum Refusal {
    /** The server holds as many sessions as it may. */
    TOO_MANY_SESSIONS("too_many_sessions", 4429, 503),
    /** The client's address holds as many sessions as it may. */
    TOO_MANY_FROM_ADDRESS("too_many_sessions", 4429, 429),
    /** The server shuts down. */
    DRAINING("draining", 4503, 503);

    private final String code;
    private final int closeCode;
    private final int httpStatus;

    Refusal(String code, int closeCode, int httpStatus) {
        this.code = code;
        this.closeCode = closeCode;
        this.httpStatus = httpStatus;
    }

    /**
     * The word of the protocol.
     *
     * @return as the protocol pages list it
     */
    public String code() {
        return code;
    }

    /**
     * How a WebSocket is closed.
     *
     * @return the close code
     */
    public int closeCode() {
        return closeCode;
    }

    /**
     * How an HTTP request is answered.
     *
     * @return the status
     */
    public int httpStatus() {
        return httpStatus;
    }
}
