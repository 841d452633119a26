package io.dashstream.producer.metrics;

import java.util.Locale;

/** How a state left in another form than meant, or not at all: the values of {@code dashstream_state_diff_degraded_total{reason}}. */
public enum Degradation {
    /** The state is larger than a record may be. */
    STATE_TOO_LARGE,
    /** The state could not be captured. */
    SERIALIZATION_FAILED,
    /** The patch was larger than the state, or could not be made: the full state went out. */
    FULL_STATE_FALLBACK,
    /** The patch was made but could not be encoded. */
    PATCH_SERIALIZATION_FAILED,
    /** The full state could not be encoded either. */
    FULL_STATE_SERIALIZATION_FAILED;

    /**
     * The reason as a label's value.
     *
     * @return lower-case text
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
