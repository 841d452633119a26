package io.dashstream.examples.quickstart;

/** The quickstart can't go on, and its message is all that the user needs to see. */
final class DemoException extends RuntimeException {

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
