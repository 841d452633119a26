package io.dashstream.producer;

import io.dashstream.core.DashStreamException;

/**
 * The root of what this module throws, and it throws only where an application sets things up: never from a callback, a scope or
 * anything else that a graph calls while it runs.
 */
public class ProducerException extends DashStreamException {

    /**
     * Creates an exception.
     *
     * @param message what was wrong, with which value, and what is allowed
     */
    public ProducerException(String message) {
        super(message);
    }

    /**
     * Creates an exception with its cause.
     *
     * @param message what was wrong, with which value, and what is allowed
     * @param cause the failure that led to it
     */
    public ProducerException(String message, Throwable cause) {
        super(message, cause);
    }
}
