package io.dashstream.replay.reader;

/** Why a dead letter was not written. */
public enum DeadLetterFailure {
    /** As many letters as may be were on their way. */
    OVERFLOW,
    /** The cluster did not answer in time, or does not have the topic. */
    TIMEOUT,
    /** The topic does not take a letter of this size. */
    TOO_LARGE,
    /** The cluster refuses this client. */
    AUTHORIZATION,
    /** Anything else. */
    OTHER
}
