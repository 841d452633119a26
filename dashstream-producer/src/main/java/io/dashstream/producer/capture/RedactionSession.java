package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Redacts the states of one run one after the other; a subtree that is the same object as in the last state is not looked at
 * again and keeps its redacted node.
 *
 * <p>Used by one thread at a time. Keeps the last tree and its redacted form.
 */
public final class RedactionSession {

    private final Redactor redactor;

    RedactionSession(Redactor redactor) {
        this.redactor = redactor;
    }

    /**
     * Redacts a tree.
     *
     * @param tree left as it is
     * @return the tree without the secrets
     */
    public JsonNode redact(JsonNode tree) {
        return redactor.redact(tree);
    }
}
