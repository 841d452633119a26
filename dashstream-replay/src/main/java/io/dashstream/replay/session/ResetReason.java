package io.dashstream.replay.session;

/** Why a session does not go on where the client asked. */
public enum ResetReason {
    /** The topic was deleted and created again: another log under the same name. */
    TOPIC_RECREATED("topic_recreated", true),
    /** The log was cut and rewritten below the cursor. */
    LOG_TRUNCATED("log_truncated", true),
    /** An operator has reset the history. */
    MANUAL_RESET("manual_reset", true),
    /** Retention has passed the cursor; what is still there is unchanged. */
    RETENTION("retention", false),
    /** The cursor is ahead of the log, and stayed so. */
    CURSOR_AHEAD("cursor_ahead", true),
    /** The cursor names a partition that the log does not have. */
    PARTITION_REMOVED("partition_removed", true),
    /**
     * The store has lost its history, or what it would take to know whether the client's is still right: then the client
     * begins the partition anew, with what the store has.
     */
    STORE_LOST("store_lost", true);

    private final String label;
    private final boolean discardsState;

    ResetReason(String label, boolean discardsState) {
        this.label = label;
        this.discardsState = discardsState;
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
     * Whether what the client has built from earlier records is void.
     *
     * @return true for every reason but retention
     */
    public boolean discardsState() {
        return discardsState;
    }
}
