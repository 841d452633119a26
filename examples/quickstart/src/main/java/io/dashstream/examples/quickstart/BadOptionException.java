package io.dashstream.examples.quickstart;

/** The user gave an option that can't be used; the message says which, what was given and what is allowed. */
final class BadOptionException extends RuntimeException {

    BadOptionException(String message) {
        super(message);
    }
}
