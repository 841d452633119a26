package io.dashstream.replay.session;

import java.util.EnumMap;
import java.util.Map;

/**
 * The session's state machine as a table of states and events without an empty cell: a cell that is missing fails the
 * class's initialisation, and a test walks all of them.
 *
 * <pre>
 *            RESUME     RESOLVED  TARGET  BUDGET  CONTINUE   SKIP       RESYNC     SKIPPED  FELL_BEHIND HEARD      LOG_CHANGED RESET_SAID CLOSE
 * NEW        RESOLVING  ignore    ignore  ignore  refuse     refuse   refuse       ignore   ignore      ignore     ignore      ignore     CLOSED
 * RESOLVING  RESOLVING  REPLAYING ignore  ignore  refuse     refuse   refuse       LIVE     ignore      ignore     RESETTING   ignore     CLOSED
 * REPLAYING  RESOLVING  ignore    LIVE    CAPPED  refuse     refuse   REPLAYING    ignore   ignore      RESOLVING  RESETTING   ignore     CLOSED
 * CAPPED     RESOLVING  ignore    ignore  ignore  REPLAYING  RESOLVINGCAPPED       ignore   ignore      ignore     RESETTING   ignore     CLOSED
 * LIVE       RESOLVING  ignore    ignore  ignore  refuse     refuse   LIVE         ignore   REPLAYING   RESOLVING  RESETTING   ignore     CLOSED
 * RESETTING  RESOLVING  ignore    ignore  ignore  refuse     refuse   refuse       ignore   ignore      ignore     RESETTING   RESOLVING  CLOSED
 * CLOSED     ignore ...
 * </pre>
 *
 * <p>"refuse" answers a client that asks for what has no meaning now. "ignore" is what the session itself found out too
 * late: the state has moved on since. Being paused (channel not ready, no credit) is no state but a gate in front of
 * reading, open or shut in any state.
 */
final class SessionTable {

    /** What is done on the way into the next state. */
    enum Effect {
        /** Find the start of what the client asked for. */
        RESOLVE,
        /** Replay to the target taken when the start was found. */
        BEGIN,
        /** Say that the target is reached. */
        SAY_COMPLETE,
        /** Say that the budget is spent. */
        SAY_CAPPED,
        /** Replay on with a new budget. */
        GO_ON,
        /** Find what would be skipped. */
        RESOLVE_SKIP,
        /** Deliver what is appended. */
        GO_LIVE,
        /** Say that the session fell behind, and replay to the end of the log. */
        SAY_FELL_BEHIND,
        /** Tell the client where it goes on. */
        SAY_RESET,
        /** Find the start after a reset. */
        RESOLVE_RESET,
        /** Find the place in what was heard of. */
        RESOLVE_HEARD,
        /** Let everything go. */
        END,
        /** Tell the client that this has no meaning now. */
        REFUSE,
        /** Send the thread again before anything newer. */
        QUEUE_RESYNC,
        /** Nothing. */
        IGNORE
    }

    /**
     * One cell.
     *
     * @param next the state afterwards
     * @param effect what is done on the way
     */
    record Cell(SessionState next, Effect effect) {}

    private static final Map<SessionState, Map<SessionEvent, Cell>> CELLS = build();

    private SessionTable() {}

    /**
     * The cell of a state and an event.
     *
     * @param state the state
     * @param event what happens in it
     * @return the cell; there is always one
     */
    static Cell cell(SessionState state, SessionEvent event) {
        Cell cell = row(state).get(event);
        if (cell == null) {
            throw missing(state, event);
        }
        return cell;
    }

    private static Map<SessionEvent, Cell> row(SessionState state) {
        Map<SessionEvent, Cell> row = CELLS.get(state);
        if (row == null) {
            throw new IllegalStateException("no row for " + state);
        }
        return row;
    }

    private static Map<SessionState, Map<SessionEvent, Cell>> build() {
        Map<SessionState, Map<SessionEvent, Cell>> cells = new EnumMap<>(SessionState.class);
        for (SessionState state : SessionState.values()) {
            Map<SessionEvent, Cell> row = new EnumMap<>(SessionEvent.class);
            for (SessionEvent event : SessionEvent.values()) {
                row.put(event, decide(state, event));
            }
            cells.put(state, row);
        }
        return cells;
    }

    // Switch expressions over enums without a default: a new state or event does not compile until it is decided here.
    private static Cell decide(SessionState state, SessionEvent event) {
        if (state == SessionState.CLOSED) {
            return new Cell(state, Effect.IGNORE);
        }
        return switch (event) {
            case RESUME -> new Cell(SessionState.RESOLVING, Effect.RESOLVE);
            case CLOSE -> new Cell(SessionState.CLOSED, Effect.END);
            case CONTINUE ->
                state == SessionState.CAPPED
                        ? new Cell(SessionState.REPLAYING, Effect.GO_ON)
                        : new Cell(state, Effect.REFUSE);
            case SKIP ->
                state == SessionState.CAPPED
                        ? new Cell(SessionState.RESOLVING, Effect.RESOLVE_SKIP)
                        : new Cell(state, Effect.REFUSE);
            case RESYNC ->
                switch (state) {
                    case REPLAYING, CAPPED, LIVE -> new Cell(state, Effect.QUEUE_RESYNC);
                    case NEW, RESOLVING, RESETTING, CLOSED -> new Cell(state, Effect.REFUSE);
                };
            case RESOLVED -> only(state, SessionState.RESOLVING, SessionState.REPLAYING, Effect.BEGIN);
            case SKIPPED -> only(state, SessionState.RESOLVING, SessionState.LIVE, Effect.GO_LIVE);
            case TARGET_REACHED -> only(state, SessionState.REPLAYING, SessionState.LIVE, Effect.SAY_COMPLETE);
            case BUDGET_SPENT -> only(state, SessionState.REPLAYING, SessionState.CAPPED, Effect.SAY_CAPPED);
            case FELL_BEHIND -> only(state, SessionState.LIVE, SessionState.REPLAYING, Effect.SAY_FELL_BEHIND);
            case RESET_SAID -> only(state, SessionState.RESETTING, SessionState.RESOLVING, Effect.RESOLVE_RESET);
            case HEARD ->
                switch (state) {
                    case REPLAYING, LIVE -> new Cell(SessionState.RESOLVING, Effect.RESOLVE_HEARD);
                    case NEW, RESOLVING, CAPPED, RESETTING, CLOSED -> new Cell(state, Effect.IGNORE);
                };
            case LOG_CHANGED ->
                state == SessionState.NEW
                        ? new Cell(state, Effect.IGNORE)
                        : new Cell(SessionState.RESETTING, Effect.SAY_RESET);
        };
    }

    private static Cell only(SessionState state, SessionState in, SessionState next, Effect effect) {
        return state == in ? new Cell(next, effect) : new Cell(state, Effect.IGNORE);
    }

    private static IllegalStateException missing(SessionState state, SessionEvent event) {
        return new IllegalStateException("no cell for " + event + " in " + state);
    }
}
