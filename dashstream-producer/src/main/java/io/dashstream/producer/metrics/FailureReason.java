package io.dashstream.producer.metrics;

import java.util.Locale;

/** Why a message that was accepted did not arrive: a closed set of error classes. */
public enum FailureReason {
    /** The state could not be captured, so there was nothing to send under its number. */
    STATE_UNAVAILABLE,
    /** It was larger than a record may be. */
    TOO_LARGE,
    /** It could not be turned into a record. */
    ENCODING,
    /** The sink could not deliver it in time. */
    TIMEOUT,
    /** The sink was not allowed to deliver it. */
    AUTHORIZATION,
    /** Any other failure of the sink. */
    SINK;

    /**
     * The reason as a label's value.
     *
     * @return lower-case text
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
