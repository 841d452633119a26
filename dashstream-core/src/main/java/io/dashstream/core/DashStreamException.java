package io.dashstream.core;

/**
 * The root of every exception that DashStream throws on purpose. Each module has a subtype of its own; the message
 * names the thing that was wrong, its value and what is allowed.
 */
public abstract class DashStreamException extends RuntimeException {

    /**
     * Creates an exception without a cause.
     *
     * @param message what was wrong, with which value, and what is allowed
     */
    protected DashStreamException(String message) {
        super(message);
    }

    /**
     * Creates an exception with the failure that led to it.
     *
     * @param message what was wrong, with which value, and what is allowed
     * @param cause the failure that led to it
     */
    protected DashStreamException(String message, Throwable cause) {
        super(message, cause);
    }
}
