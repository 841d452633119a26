package io.dashstream.replay.access;

import io.dashstream.replay.client.AccessGrant;

/** What an {@link AccessPolicy} answers. */
public sealed interface AccessDecision {

    /**
     * Come in.
     *
     * @param grant what may be read
     */
    record Granted(AccessGrant grant) implements AccessDecision {}

    /**
     * Stay out.
     *
     * @param reason why, for the log and for the answer: it is shown to whoever asked
     */
    record Refused(String reason) implements AccessDecision {}
}
