package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;

/**
 * Redacts the states of one run one after the other; a subtree that is the same object as in the last state is not looked at
 * again and keeps its redacted node.
 *
 * <p>Used by one thread at a time. Keeps the last tree and its redacted form.
 */
public final class RedactionSession {

    private final TreeRedaction redaction;
    private JsonNode last = NullNode.getInstance();
    private JsonNode lastRedacted = NullNode.getInstance();

    RedactionSession(Redactor redactor, SecretNames names) {
        this.redaction = new TreeRedaction(redactor, names);
    }

    /**
     * Redacts a tree.
     *
     * @param tree left as it is
     * @return the tree without the secrets
     */
    public JsonNode redact(JsonNode tree) {
        JsonNode redacted = redaction.redact(tree, last, lastRedacted);
        last = tree;
        lastRedacted = redacted;
        return redacted;
    }
}
