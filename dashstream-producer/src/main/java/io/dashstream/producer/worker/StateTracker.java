package io.dashstream.producer.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.dashstream.core.json.StateHasher;
import io.dashstream.producer.capture.RedactionSession;
import io.dashstream.producer.capture.Redactor;
import io.dashstream.producer.event.Envelope;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver of one thread knows: the last state that was really handed over, and the run it belongs to. A patch is only
 * ever made against this.
 *
 * <p>What is large, the last state and what is remembered of its redaction and hash, can be forgotten; what stays is a few words,
 * because there are as many of these as there are threads.
 */
final class StateTracker {

    private final Redactor redactor;
    private @Nullable RedactionSession redaction;
    private @Nullable StateHasher hasher;
    private Optional<JsonNode> base = Optional.empty();
    private String owner = "";
    private long wholeSequence;
    private ByteString lastCheckpoint = ByteString.EMPTY;

    StateTracker(Redactor redactor) {
        this.redactor = redactor;
    }

    JsonNode redact(JsonNode tree) {
        RedactionSession session = redaction;
        if (session == null) {
            session = redactor.newSession();
            redaction = session;
        }
        return session.redact(tree);
    }

    byte[] hash(JsonNode tree) {
        StateHasher known = hasher;
        if (known == null) {
            known = StateHasher.ofDefaults();
            hasher = known;
        }
        return known.hash(tree);
    }

    /** What the hashes of this thread's states have left in memory, in bytes. */
    long hashMemoryBytes() {
        return hasher == null ? 0 : hasher.rememberedBytes();
    }

    void forgetHashes() {
        hasher = null;
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

    /** Receivers know nothing any more: another run has begun. */
    void forgetBase() {
        base = Optional.empty();
    }

    /** Receivers need to know nothing any more: no run is open. */
    void forget() {
        base = Optional.empty();
        redaction = null;
        hasher = null;
    }
}
