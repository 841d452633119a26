package io.dashstream.replay.hub;

import java.time.Duration;

/** Takes what sessions measure, one by one. All methods do nothing unless they are overridden. */
public interface HubListener {

    /**
     * A page was sent.
     *
     * @param records how many records it had
     * @param bytes how many bytes their values had
     * @param took how long the transport took
     */
    default void pageSent(int records, long bytes, Duration took) {}

    /**
     * How many offsets a session is behind the end of the log; sampled.
     *
     * @param offsets what is not delivered
     */
    default void backlog(long offsets) {}

    /**
     * How far a client is behind its session; sampled, and only while the client reports.
     *
     * @param records what was sent and is not applied
     * @param lag how long the oldest page of it has been out
     */
    default void applyLag(long records, Duration lag) {}

    /**
     * How long a session's send has been under way; sampled.
     *
     * @param stall zero if none is under way
     */
    default void stall(Duration stall) {}
}
