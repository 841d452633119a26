package io.dashstream.replay.access;

/** What an {@link AccessPolicy} answers. */
public sealed interface AccessDecision {

    /**
     * Come in.
     *
     * @param grant what may be read
     */
    record Granted(Grant grant) implements AccessDecision {}

    /**
     * Stay out.
     *
     * @param reason why, for the log and for the answer: it is shown to whoever asked
     */
    record Refused(String reason) implements AccessDecision {}
}
