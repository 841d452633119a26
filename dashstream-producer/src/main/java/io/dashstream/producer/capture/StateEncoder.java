package io.dashstream.producer.capture;

/**
 * Turns any Java state into a JSON tree, value by value, so that one value that can't be read never costs the state.
 *
 * <p>Immutable and thread-safe. The work is done by {@link CaptureSession}s, one per run.
 */
public final class StateEncoder {

    private final CaptureSettings settings;
    private final CodecTable codecs;

    StateEncoder(CaptureSettings settings) {
        this.settings = settings;
        this.codecs = new CodecTable(settings);
    }

    /**
     * Returns an encoder with all defaults.
     *
     * @return a new encoder
     */
    public static StateEncoder ofDefaults() {
        return builder().build();
    }

    /**
     * Starts the configuration of an encoder.
     *
     * @return a builder with all defaults
     */
    public static StateEncoderBuilder builder() {
        return new StateEncoderBuilder();
    }

    /**
     * Opens a session, which remembers its last capture to pay only for what changed.
     *
     * @return a new session for one run
     */
    public CaptureSession newSession() {
        return new CaptureSession(settings, codecs);
    }

    /**
     * Returns what is promised about the states.
     *
     * @return the capture mode
     */
    public CaptureMode mode() {
        return settings.mode();
    }

    /**
     * Returns the limit on a state's size.
     *
     * @return the largest length of a state's JSON, in bytes
     */
    public long maxStateBytes() {
        return settings.maxStateBytes();
    }

    CaptureSettings settings() {
        return settings;
    }
}
