package io.dashstream.examples.server;

/** A setting that the server can't start with; the message names it, its value and what is allowed. */
final class BadSettingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BadSettingException(String message) {
        super(message);
    }

    BadSettingException(String message, Throwable cause) {
        super(message, cause);
    }
}
