package io.dashstream.producer.metrics;

import java.util.Locale;

/** Why a message never reached the sink: the values of the label {@code reason}. */
public enum DropReason {
    /** The queue held as many messages as it may. */
    QUEUE_FULL,
    /** The queue held as many bytes as it may. */
    QUEUE_BYTES,
    /** Token chunks and progress give way first, from the soft mark on. */
    SHED,
    /** The producer was closed already. */
    AFTER_CLOSE,
    /** {@code close} ran out of time. */
    SHUTDOWN_TIMEOUT;

    /**
     * The reason as a label's value.
     *
     * @return lower-case text
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
