package io.dashstream.replay.dialect.v1;

import java.util.Locale;

/** What a session's start answers. */
enum V1Asked {
    /** Nothing: a client that does not ask gets what is new. */
    NOTHING,
    /** The wish for a clean start. */
    CLEAN_START,
    /** A resume by partition. */
    PARTITION,
    /** A resume by thread. */
    THREAD;

    /** The word of the protocol. */
    String mode() {
        return name().toLowerCase(Locale.ROOT);
    }
}
