package io.dashstream.replay.store;

/** What a record does to the state of its run. */
public enum StateRole {
    /** Nothing. */
    NONE,
    /** Changes it, relative to the state before. */
    CHANGE,
    /** Says it whole: a checkpoint, a full state, or a start with the initial state. Rebuilding can begin here. */
    BASE
}
