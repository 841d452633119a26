package io.dashstream.replay.session;

/** What can happen to a session: the columns of {@link SessionTable}. */
enum SessionEvent {
    /** The client asks to begin, or to begin anew. */
    RESUME,
    /** The start of every partition is known and said. */
    RESOLVED,
    /** Every partition has reached the target. */
    TARGET_REACHED,
    /** The replay budget has run out before the target. */
    BUDGET_SPENT,
    /** The client goes on after its budget ran out. */
    CONTINUE,
    /** The client skips what its budget did not cover. */
    SKIP,
    /** The client wants a thread again from its newest whole state on. */
    RESYNC,
    /** What is skipped is known and said. */
    SKIPPED,
    /** A live session no longer keeps up. */
    FELL_BEHIND,
    /** A partition has answered that had not when the start was found. */
    HEARD,
    /** The log is another one, or was cut below the cursor, or does not reach the cursor. */
    LOG_CHANGED,
    /** The client has been told where it goes on. */
    RESET_SAID,
    /** The session ends, whoever wants it. */
    CLOSE
}
