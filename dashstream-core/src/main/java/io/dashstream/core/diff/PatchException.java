package io.dashstream.core.diff;

import io.dashstream.core.DashStreamException;

/** A patch that can't be read or does not fit the state. The state that it was to be applied to is untouched. */
public final class PatchException extends DashStreamException {

    /** Why a patch was refused: a closed set, fit for the label of a metric. */
    public enum Reason {
        /** A path that is not an RFC 6901 JSON Pointer. */
        BAD_PATH,
        /** The path, or the one that a move or copy takes its value from, leads to nothing. */
        NO_SUCH_TARGET,
        /** An array index that is not {@code 0} or {@code [1-9][0-9]*}, lies beyond the end, or {@code -} where there is no element. */
        BAD_INDEX,
        /** The path leads through a value that is neither an object nor an array. */
        NOT_A_CONTAINER,
        /** A {@code test} operation that found another value. */
        TEST_FAILED,
        /** A value would be moved into itself, or the whole document removed or moved. */
        IMPOSSIBLE,
        /** An operation number that this version does not know. */
        UNKNOWN_OPERATION,
        /** A value encoding that is not JSON or text. */
        UNSUPPORTED_ENCODING,
        /** A value that is not strict JSON, or text that is not UTF-8. */
        BAD_VALUE,
        /** More operations than {@link StatePatch#MAX_OPERATIONS}. */
        TOO_MANY_OPERATIONS,
        /** A path longer than {@link StatePatch#MAX_PATH_CHARS}. */
        PATH_TOO_LONG,
        /** The path, or the state that the patch would make, is nested too deep. */
        TOO_DEEP,
        /** Copies and moves that would cost or grow out of proportion. */
        TOO_MUCH_WORK
    }

    /** Why. */
    private final Reason reason;

    /** Which operation. */
    private final int operationIndex;

    /** Where. */
    private final String path;

    private PatchException(Reason reason, int operationIndex, String path, String message) {
        super(message);
        this.reason = reason;
        this.operationIndex = operationIndex;
        this.path = path;
    }

    static PatchException of(Refusal refusal, int operationIndex, String path) {
        String shortPath = Excerpt.ofPath(path);
        return new PatchException(
                refusal.reason(),
                operationIndex,
                shortPath,
                "patch operation " + operationIndex + " at path '" + shortPath + "': " + refusal.getMessage());
    }

    static PatchException tooManyOperations(int count) {
        return new PatchException(
                Reason.TOO_MANY_OPERATIONS,
                -1,
                "",
                "patch has " + count + " operations, at most " + StatePatch.MAX_OPERATIONS + " are allowed");
    }

    /**
     * Why the patch was refused.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Which operation failed.
     *
     * @return the index of the operation, or -1 if it concerns the patch as a whole
     */
    public int operationIndex() {
        return operationIndex;
    }

    /**
     * The path of the operation that failed, cut if it is long.
     *
     * @return the path, empty if it concerns the whole patch or the whole document
     */
    public String path() {
        return path;
    }
}
