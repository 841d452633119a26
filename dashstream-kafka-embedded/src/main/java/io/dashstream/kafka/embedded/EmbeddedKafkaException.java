package io.dashstream.kafka.embedded;

/** Something about the broker itself went wrong: it did not start, did not stop, or refused a topic. */
public final class EmbeddedKafkaException extends RuntimeException {

    /**
     * An error without a cause below it.
     *
     * @param message what happened, to what, and what to do
     */
    public EmbeddedKafkaException(String message) {
        super(message);
    }

    /**
     * An error with a cause below it.
     *
     * @param message what happened, to what, and what to do
     * @param cause   what was thrown below
     */
    public EmbeddedKafkaException(String message, Throwable cause) {
        super(message, cause);
    }
}
