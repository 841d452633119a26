package io.dashstream.core.run;

/** Whether a rebuilt state was compared with what its producer computed. */
public enum Verification {
    /** The hash or checksum that came with the state is the one of the rebuilt state. */
    VERIFIED,
    /** The message carried neither hash nor checksum. */
    NOT_CHECKED
}
