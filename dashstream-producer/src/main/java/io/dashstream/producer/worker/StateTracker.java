package io.dashstream.producer.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.dashstream.core.json.StateHasher;
import io.dashstream.producer.capture.RedactionSession;
import io.dashstream.producer.capture.Redactor;
import io.dashstream.producer.event.Envelope;
import java.util.Optional;

/**
 * What a receiver of one thread knows: the last state that was really handed over, and the run it belongs to. A patch is only
 * ever made against this.
 */
final class StateTracker {

    private final RedactionSession redaction;
    private final StateHasher hasher = StateHasher.ofDefaults();
    private Optional<JsonNode> base = Optional.empty();
    private String owner = "";
    private long wholeSequence;
    private ByteString lastCheckpoint = ByteString.EMPTY;

    StateTracker(Redactor redactor) {
        redaction = redactor.newSession();
    }

    JsonNode redact(JsonNode tree) {
        return redaction.redact(tree);
    }

    byte[] hash(JsonNode tree) {
        return hasher.hash(tree);
    }

    /** The state that a patch of this run may build on; empty if a receiver has none of this run. */
    Optional<JsonNode> baseOf(String runId) {
        return owner.equals(runId) ? base : Optional.empty();
    }

    ByteString lastCheckpoint() {
        return lastCheckpoint;
    }

    /**
     * Whether receivers may have lost sight of the state: something at or after the last whole state is missing.
     *
     * @param newestLoss the highest number that is known to be lost, 0 if none
     */
    boolean isInDoubt(long newestLoss) {
        return newestLoss != 0 && newestLoss >= wholeSequence;
    }

    void handedOverPatch(JsonNode state) {
        base = Optional.of(state);
    }

    void handedOverWhole(Envelope envelope, JsonNode state) {
        owner = envelope.run().id();
        wholeSequence = envelope.sequence();
        base = Optional.of(state);
    }

    void handedOverCheckpoint(Envelope envelope, JsonNode state, ByteString checkpointId) {
        handedOverWhole(envelope, state);
        lastCheckpoint = checkpointId;
    }

    /** Receivers know nothing any more, or need to know nothing any more. */
    void forget() {
        base = Optional.empty();
    }
}
