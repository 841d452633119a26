package io.dashstream.producer.metrics;

/** What is timed. */
public enum Stage {
    /** A state becomes a JSON tree, on the calling thread. */
    CAPTURE,
    /** A message waits in the queue. */
    QUEUE_WAIT,
    /** A patch is made. */
    DIFF,
    /** A message becomes a record. */
    ENCODE,
    /** From handing a record to the sink to its answer. */
    SEND
}
