package io.dashstream.replay;

import io.dashstream.core.DashStreamException;

/**
 * The root of every exception that the replay module throws on purpose. Like all of DashStream's, its message names
 * the thing that was wrong, its value and what is allowed.
 */
public class ReplayException extends DashStreamException {

    /**
     * Creates an exception without a cause.
     *
     * @param message what was wrong, with which value, and what is allowed
     */
    public ReplayException(String message) {
        super(message);
    }

    /**
     * Creates an exception with the failure that led to it.
     *
     * @param message what was wrong, with which value, and what is allowed
     * @param cause the failure that led to it
     */
    public ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
