package io.dashstream.producer;

/** How a run, a node or a call ended. GRAPH_END carries it as {@code outcome}. */
public enum Outcome {
    /** It was completed. */
    OK,
    /** It failed. */
    ERROR,
    /** It stopped to wait for a person, and may be resumed as a new run. */
    INTERRUPTED,
    /** It was cancelled by whoever asked for it. */
    CANCELLED,
    /** It was left without a word: closed without {@code complete()}, or abandoned. Never reported as OK. */
    INCOMPLETE
}
