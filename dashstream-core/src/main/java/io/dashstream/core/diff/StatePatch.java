package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.wire.v1.DiffOperation;
import java.util.ArrayList;
import java.util.List;

/**
 * An RFC 6902 patch between two states. Immutable and thread-safe.
 *
 * <p>Applying is strict and all or nothing: either every operation fits, or a {@link PatchException} says which one did
 * not and why.
 */
public final class StatePatch {

    /** How many operations a patch may have. */
    public static final int MAX_OPERATIONS = 10_000;

    /** How many characters a path may have. */
    public static final int MAX_PATH_CHARS = 8 * 1024;

    private static final long UNKNOWN = -1;

    private final List<PatchOperation> operations;

    /** Computed when first asked for; a race computes the same number twice. */
    private volatile long jsonBytes;

    private StatePatch(List<PatchOperation> operations, long jsonBytes) {
        this.operations = operations;
        this.jsonBytes = jsonBytes;
    }

    /** A patch whose size as JSON is known. */
    static StatePatch ofSize(List<PatchOperation> operations, long jsonBytes) {
        return new StatePatch(List.copyOf(operations), jsonBytes);
    }

    /**
     * A patch of these operations. Nothing is checked before the patch is applied.
     *
     * @param operations what to do, in this order
     * @return the patch
     */
    public static StatePatch of(List<PatchOperation> operations) {
        return new StatePatch(List.copyOf(operations), UNKNOWN);
    }

    /**
     * Reads a patch from its wire form.
     *
     * @param operations the operations as received
     * @return the patch
     * @throws PatchException if an operation, a value encoding or a value is not understood
     */
    public static StatePatch fromProto(List<DiffOperation> operations) {
        return new StatePatch(WireOperations.read(operations), UNKNOWN);
    }

    /**
     * Whether a patch is worth sending, or the full state should be sent in its place: a patch may be at most 11/10 of
     * the state.
     *
     * @param patchBytes the length of the patch as RFC 6902 JSON, see {@link #jsonBytes()}
     * @param stateBytes the length of the new state as JSON
     * @return whether to send the patch
     */
    public static boolean worthSending(long patchBytes, long stateBytes) {
        return 10 * patchBytes <= 11 * stateBytes;
    }

    /**
     * The operations.
     *
     * @return an immutable list
     */
    public List<PatchOperation> operations() {
        return operations;
    }

    /**
     * Whether the patch changes nothing because it has no operation.
     *
     * @return whether there is no operation
     */
    public boolean isEmpty() {
        return operations.isEmpty();
    }

    /**
     * The exact length of the patch as compact RFC 6902 JSON in UTF-8.
     *
     * @return a number of bytes
     * @throws io.dashstream.core.json.JsonException if a value is not JSON
     */
    public int jsonBytes() {
        if (jsonBytes == UNKNOWN) {
            jsonBytes = PatchSize.of(operations);
        }
        return (int) Math.min(jsonBytes, Integer.MAX_VALUE);
    }

    /**
     * Applies the patch.
     *
     * @param state the state to start from; it is not touched
     * @return the new state, which shares unchanged parts with the argument
     * @throws PatchException if an operation does not fit
     */
    public JsonNode apply(JsonNode state) {
        return PatchApplier.apply(operations, state);
    }

    /**
     * The wire form, with values as compact JSON.
     *
     * @return a list of as many messages as there are operations
     * @throws io.dashstream.core.json.JsonException if a value is not JSON
     */
    public List<DiffOperation> toProto() {
        List<DiffOperation> messages = new ArrayList<>(operations.size());
        for (PatchOperation operation : operations) {
            messages.add(WireOperations.write(operation));
        }
        return messages;
    }

    static ByteString json(JsonNode value) {
        return UnsafeByteOperations.unsafeWrap(StrictJson.write(value));
    }
}
