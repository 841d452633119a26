package io.dashstream.core.run;

import java.util.Map;

/**
 * Where the state of a run stands, and the whole table of what leads from where to where.
 *
 * <table>
 *   <caption>Phases (rows) and signals (columns)</caption>
 *   <tr><th></th><th>START_WITHOUT_STATE</th><th>BASE_TAKEN</th><th>BASE_REFUSED</th><th>PATCH_TAKEN</th>
 *       <th>PATCH_REFUSED</th><th>HOLE</th><th>DOUBT</th><th>CUT</th><th>OTHER</th></tr>
 *   <tr><th>EMPTY</th><td>EMPTY</td><td>LIVE</td><td>CORRUPTED</td><td>EMPTY</td>
 *       <td>EMPTY</td><td>CORRUPTED</td><td>CORRUPTED</td><td>EMPTY</td><td>EMPTY</td></tr>
 *   <tr><th>LIVE</th><td>EMPTY</td><td>LIVE</td><td>CORRUPTED</td><td>LIVE</td>
 *       <td>CORRUPTED</td><td>CORRUPTED</td><td>CORRUPTED</td><td>CUT</td><td>LIVE</td></tr>
 *   <tr><th>CUT</th><td>EMPTY</td><td>LIVE</td><td>CORRUPTED</td><td>CORRUPTED</td>
 *       <td>CORRUPTED</td><td>CORRUPTED</td><td>CORRUPTED</td><td>CUT</td><td>CORRUPTED</td></tr>
 *   <tr><th>CORRUPTED</th><td>EMPTY</td><td>LIVE</td><td>CORRUPTED</td><td>CORRUPTED</td>
 *       <td>CORRUPTED</td><td>CORRUPTED</td><td>CORRUPTED</td><td>CORRUPTED</td><td>CORRUPTED</td></tr>
 * </table>
 *
 * <p>Only in LIVE is a patch tried at all; in the other rows PATCH_TAKEN and PATCH_REFUSED are the same: a patch came.
 */
enum Phase {
    /** No base yet: patches have nothing to apply to. */
    EMPTY(RunState.Status.EMPTY),
    /** The state is known. */
    LIVE(RunState.Status.LIVE),
    /**
     * The state of a run that has ended is known; messages of its thread went missing since. Should the run go on all the same,
     * they may have been its own.
     */
    CUT(RunState.Status.LIVE),
    /** The state was lost or could not be read; only a base regains it. */
    CORRUPTED(RunState.Status.CORRUPTED);

    /** What can happen to the state of a run. */
    enum Signal {
        /** GRAPH_START without {@code initial_state_json}. */
        START_WITHOUT_STATE,
        /** An initial state, a full state or a checkpoint that could be read and verified. */
        BASE_TAKEN,
        /** One that could not. */
        BASE_REFUSED,
        /** A patch that fits and leads to the right hash. */
        PATCH_TAKEN,
        /** One that does not. */
        PATCH_REFUSED,
        /** Messages are missing while the run is going on, or it goes on under another count, so that they may be. */
        HOLE,
        /** A message came that may have carried state of this run and can't be taken. */
        DOUBT,
        /** Messages of the thread are or may be missing after the run has ended. */
        CUT,
        /** A message of the run without state. */
        OTHER
    }

    private static final Map<Signal, Phase> FROM_EMPTY = Map.of(
            Signal.START_WITHOUT_STATE, EMPTY,
            Signal.BASE_TAKEN, LIVE,
            Signal.BASE_REFUSED, CORRUPTED,
            Signal.PATCH_TAKEN, EMPTY,
            Signal.PATCH_REFUSED, EMPTY,
            Signal.HOLE, CORRUPTED,
            Signal.DOUBT, CORRUPTED,
            Signal.CUT, EMPTY,
            Signal.OTHER, EMPTY);

    private static final Map<Signal, Phase> FROM_LIVE = Map.of(
            Signal.START_WITHOUT_STATE, EMPTY,
            Signal.BASE_TAKEN, LIVE,
            Signal.BASE_REFUSED, CORRUPTED,
            Signal.PATCH_TAKEN, LIVE,
            Signal.PATCH_REFUSED, CORRUPTED,
            Signal.HOLE, CORRUPTED,
            Signal.DOUBT, CORRUPTED,
            Signal.CUT, CUT,
            Signal.OTHER, LIVE);

    private static final Map<Signal, Phase> FROM_CUT = Map.of(
            Signal.START_WITHOUT_STATE, EMPTY,
            Signal.BASE_TAKEN, LIVE,
            Signal.BASE_REFUSED, CORRUPTED,
            Signal.PATCH_TAKEN, CORRUPTED,
            Signal.PATCH_REFUSED, CORRUPTED,
            Signal.HOLE, CORRUPTED,
            Signal.DOUBT, CORRUPTED,
            Signal.CUT, CUT,
            Signal.OTHER, CORRUPTED);

    private static final Map<Signal, Phase> FROM_CORRUPTED = Map.of(
            Signal.START_WITHOUT_STATE, EMPTY,
            Signal.BASE_TAKEN, LIVE,
            Signal.BASE_REFUSED, CORRUPTED,
            Signal.PATCH_TAKEN, CORRUPTED,
            Signal.PATCH_REFUSED, CORRUPTED,
            Signal.HOLE, CORRUPTED,
            Signal.DOUBT, CORRUPTED,
            Signal.CUT, CORRUPTED,
            Signal.OTHER, CORRUPTED);

    private final RunState.Status status;

    Phase(RunState.Status status) {
        this.status = status;
    }

    RunState.Status status() {
        return status;
    }

    Phase after(Signal signal) {
        Map<Signal, Phase> row = switch (this) {
            case EMPTY -> FROM_EMPTY;
            case LIVE -> FROM_LIVE;
            case CUT -> FROM_CUT;
            case CORRUPTED -> FROM_CORRUPTED;
        };
        Phase next = row.get(signal);
        if (next == null) {
            throw new IllegalStateException("no cell for " + this + " and " + signal);
        }
        return next;
    }
}
