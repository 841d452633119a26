package io.dashstream.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.dashstream.core.diff.PatchException;
import io.dashstream.core.diff.PatchOperation;
import io.dashstream.core.diff.StatePatch;
import io.dashstream.core.json.JsonException;
import io.dashstream.core.json.StateHasher;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.run.Corruption.Reason;
import io.dashstream.core.wire.LogText;
import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.StateDiff;
import java.util.HexFormat;

/**
 * Turns state messages into states. Whatever is wrong with one comes out as {@link Decoded.Refused}, also what nobody
 * thought of: a message must not be able to stop its reader.
 */
final class StateDecoder {

    private final StateHasher hasher = StateHasher.ofDefaults();
    private final CheckpointBytes checkpointBytes;
    private final long largestState;

    StateDecoder(int largestState) {
        this.largestState = largestState;
        this.checkpointBytes = new CheckpointBytes(largestState);
    }

    Decoded initialState(AttributeValue attribute) {
        if (attribute.getValueCase() != AttributeValue.ValueCase.STRING_VALUE) {
            return new Decoded.Refused(
                    Reason.STATE_UNREADABLE, "initial_state_json is not a string but " + attribute.getValueCase());
        }
        return guarded(() -> {
            byte[] json = attribute.getStringValueBytes().toByteArray();
            requireSize(json.length);
            return new Decoded.Base(StrictJson.parse(json), Verification.NOT_CHECKED, json.length);
        });
    }

    /** A diff that brings the whole state. If it has operations too, which it must not, the whole state decides. */
    Decoded fullState(StateDiff diff) {
        return guarded(() -> {
            requireSize(diff.getFullState().size());
            JsonNode state = StrictJson.parse(diff.getFullState().toByteArray());
            Verification verification = verify(state, diff.getStateHash());
            return new Decoded.Base(state, verification, diff.getFullState().size());
        });
    }

    Decoded checkpoint(Checkpoint checkpoint) {
        if (checkpoint.getState().isEmpty() && !checkpoint.getStorageUri().isEmpty()) {
            return new Decoded.Refused(
                    Reason.STATE_ELSEWHERE, "the state lies at " + LogText.of(checkpoint.getStorageUri()));
        }
        return guarded(() -> {
            byte[] json = checkpointBytes.of(checkpoint);
            Verification verification = verifyChecksum(json, checkpoint.getChecksum());
            return new Decoded.Base(StrictJson.parse(json), verification, json.length);
        });
    }

    Decoded patch(StateDiff diff, JsonNode state, long stateBytes) {
        return guarded(() -> {
            StatePatch patch = read(diff);
            JsonNode next = apply(patch, state);
            long bytes = sizeAfter(patch, next, stateBytes + diff.getSerializedSize());
            return new Decoded.Patched(patch, next, verify(next, diff.getStateHash()), bytes);
        });
    }

    private static StatePatch read(StateDiff diff) {
        try {
            return StatePatch.fromProto(diff.getOperationsList());
        } catch (PatchException e) {
            throw new Refusal(Reason.PATCH_UNREADABLE, e);
        }
    }

    private static JsonNode apply(StatePatch patch, JsonNode state) {
        try {
            return patch.apply(state);
        } catch (PatchException e) {
            throw new Refusal(Reason.PATCH_FAILED, e);
        }
    }

    /**
     * About what the state takes as JSON. Adding up what came is enough until that is too much; only copies can make a
     * state grow by more than the patch, so after them the state is measured.
     */
    private long sizeAfter(StatePatch patch, JsonNode state, long sum) {
        boolean copies = patch.operations().stream().anyMatch(PatchOperation.Copy.class::isInstance);
        return copies || sum > largestState ? measure(state) : sum;
    }

    /** The exact size of a state as JSON if it is within the limit, else the sum that it was known by. */
    long sizeOf(JsonNode state, long sum) {
        try {
            return measure(state);
        } catch (Refusal e) {
            return sum;
        }
    }

    /** The exact size of a state as JSON; refused if it is more than the limit, at no greater cost than the limit. */
    private long measure(JsonNode state) {
        try {
            return StrictJson.write(state, largestState).length;
        } catch (JsonException e) {
            throw new Refusal(
                    e.reason() == JsonException.Reason.TOO_LARGE ? Reason.STATE_TOO_LARGE : Reason.PATCH_FAILED, e);
        }
    }

    private void requireSize(long bytes) {
        if (bytes > largestState) {
            throw new Refusal(
                    Reason.STATE_TOO_LARGE, "a state of " + bytes + " bytes; at most " + largestState + " are taken");
        }
    }

    private Verification verify(JsonNode state, ByteString expected) {
        if (expected.isEmpty()) {
            return Verification.NOT_CHECKED;
        }
        return compare(Reason.HASH_MISMATCH, "hash", hasher.hash(state), expected);
    }

    private static Verification verifyChecksum(byte[] json, ByteString expected) {
        if (expected.isEmpty()) {
            return Verification.NOT_CHECKED;
        }
        return compare(Reason.CHECKSUM_MISMATCH, "checksum", Sha256.of(json), expected);
    }

    private static Verification compare(Reason reason, String what, byte[] found, ByteString expected) {
        if (expected.equals(ByteString.copyFrom(found))) {
            return Verification.VERIFIED;
        }
        throw new Refusal(
                reason,
                what + " of the state is " + HexFormat.of().formatHex(found) + ", the message says "
                        + LogText.of(expected));
    }

    private interface Decoding {
        Decoded decode();
    }

    private static Decoded guarded(Decoding decoding) {
        try {
            return decoding.decode();
        } catch (Refusal e) {
            return new Decoded.Refused(e.reason(), LogText.of(e.text()));
        } catch (JsonException e) {
            return new Decoded.Refused(Reason.STATE_UNREADABLE, LogText.of(String.valueOf(e.getMessage())));
        } catch (RuntimeException | StackOverflowError e) {
            return new Decoded.Refused(Reason.UNEXPECTED, LogText.of(String.valueOf(e)));
        }
    }
}
