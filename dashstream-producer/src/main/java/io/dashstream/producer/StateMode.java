package io.dashstream.producer;

/** Whether states leave the process. */
public enum StateMode {
    /** States are captured and sent, with secrets taken out. */
    SENT,
    /**
     * No byte of a state leaves in any message: initial states, changes and checkpoints are neither captured nor sent. Everything
     * else is, tool arguments and results included.
     */
    OFF
}
