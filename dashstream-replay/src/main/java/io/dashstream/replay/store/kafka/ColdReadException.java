package io.dashstream.replay.store.kafka;

/** A piece of the log could not be read; the consumer is not used any more. */
final class ColdReadException extends RuntimeException {

    ColdReadException(String message) {
        super(message);
    }
}
