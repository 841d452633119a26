package io.dashstream.replay.dialect;

/** The languages that a conversation can be held in; {@code docs/protocol} describes each of them. */
public enum Dialect {
    /** What existing DashStream web clients speak: WebSocket without a subprotocol. */
    V1,
    /** Over WebSocket, chosen by the subprotocol {@code dashstream.v2}. */
    V2,
    /**
     * The second dialect over server-sent events. Each text that is sent is one whole event of the stream, its lines and
     * the empty line behind them, to be written as it is; nothing binary is ever sent. What the client posts goes to
     * {@link Conversation#onText}.
     */
    V2_EVENTS;

    /** The WebSocket subprotocol of {@link #V2}. */
    public static final String V2_SUBPROTOCOL = "dashstream.v2";
}
