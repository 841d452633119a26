package io.dashstream.replay.session;

import static io.dashstream.replay.session.SessionState.CAPPED;
import static io.dashstream.replay.session.SessionState.CLOSED;
import static io.dashstream.replay.session.SessionState.LIVE;
import static io.dashstream.replay.session.SessionState.NEW;
import static io.dashstream.replay.session.SessionState.REPLAYING;
import static io.dashstream.replay.session.SessionState.RESETTING;
import static io.dashstream.replay.session.SessionState.RESOLVING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SessionTableTest {

    /** The whole table once more, written by hand: a cell that changes by accident shows here. */
    private static final String EXPECTED = """
            event          NEW               RESOLVING         REPLAYING         CAPPED            LIVE              RESETTING         CLOSED
            RESUME         RESOLVING/RESOLVE RESOLVING/RESOLVE RESOLVING/RESOLVE RESOLVING/RESOLVE RESOLVING/RESOLVE RESOLVING/RESOLVE CLOSED/IGNORE
            RESOLVED       NEW/IGNORE        REPLAYING/BEGIN   REPLAYING/IGNORE  CAPPED/IGNORE     LIVE/IGNORE       RESETTING/IGNORE  CLOSED/IGNORE
            TARGET_REACHED NEW/IGNORE        RESOLVING/IGNORE  LIVE/SAY_COMPLETE CAPPED/IGNORE     LIVE/IGNORE       RESETTING/IGNORE  CLOSED/IGNORE
            BUDGET_SPENT   NEW/IGNORE        RESOLVING/IGNORE  CAPPED/SAY_CAPPED CAPPED/IGNORE     LIVE/IGNORE       RESETTING/IGNORE  CLOSED/IGNORE
            CONTINUE       NEW/REFUSE        RESOLVING/REFUSE  REPLAYING/REFUSE  REPLAYING/GO_ON   LIVE/REFUSE       RESETTING/REFUSE  CLOSED/IGNORE
            SKIP           NEW/REFUSE        RESOLVING/REFUSE  REPLAYING/REFUSE  RESOLVING/RESOLVE_SKIP LIVE/REFUSE  RESETTING/REFUSE  CLOSED/IGNORE
            RESYNC         NEW/REFUSE        RESOLVING/REFUSE  REPLAYING/QUEUE_RESYNC CAPPED/QUEUE_RESYNC LIVE/QUEUE_RESYNC RESETTING/REFUSE CLOSED/IGNORE
            SKIPPED        NEW/IGNORE        LIVE/GO_LIVE      REPLAYING/IGNORE  CAPPED/IGNORE     LIVE/IGNORE       RESETTING/IGNORE  CLOSED/IGNORE
            FELL_BEHIND    NEW/IGNORE        RESOLVING/IGNORE  REPLAYING/IGNORE  CAPPED/IGNORE     REPLAYING/SAY_FELL_BEHIND RESETTING/IGNORE CLOSED/IGNORE
            HEARD          NEW/IGNORE        RESOLVING/IGNORE  RESOLVING/RESOLVE_HEARD CAPPED/IGNORE RESOLVING/RESOLVE_HEARD RESETTING/IGNORE CLOSED/IGNORE
            LOG_CHANGED    NEW/IGNORE        RESETTING/SAY_RESET RESETTING/SAY_RESET RESETTING/SAY_RESET RESETTING/SAY_RESET RESETTING/SAY_RESET CLOSED/IGNORE
            RESET_SAID     NEW/IGNORE        RESOLVING/IGNORE  REPLAYING/IGNORE  CAPPED/IGNORE     LIVE/IGNORE       RESOLVING/RESOLVE_RESET CLOSED/IGNORE
            CLOSE          CLOSED/END        CLOSED/END        CLOSED/END        CLOSED/END        CLOSED/END        CLOSED/END        CLOSED/IGNORE
            """;

    @Test
    @DisplayName("R12: the table has a cell for every event in every state, and it is the one meant")
    void everyCellIsAsWritten() {
        List<String> lines = EXPECTED.lines().toList();
        List<SessionState> columns = List.of(NEW, RESOLVING, REPLAYING, CAPPED, LIVE, RESETTING, CLOSED);
        assertThat(columns).containsExactly(SessionState.values());
        assertThat(lines).hasSize(1 + SessionEvent.values().length);
        for (SessionEvent event : SessionEvent.values()) {
            List<String> cells = words(lines.stream()
                    .filter(line -> line.startsWith(event + " "))
                    .findFirst()
                    .orElseThrow());
            for (SessionState state : columns) {
                String cell = SessionTable.cell(state, event).next() + "/"
                        + SessionTable.cell(state, event).effect();
                assertThat(cell).as("%s in %s", event, state).isEqualTo(cells.get(1 + columns.indexOf(state)));
            }
        }
    }

    private static List<String> words(String line) {
        return new Scanner(line).tokens().toList();
    }

    @Test
    @DisplayName("R12: every state can be reached, every state but CLOSED can be left, and every state can be closed")
    void theTableHasNoIslands() {
        Map<SessionState, Integer> distance = new EnumMap<>(SessionState.class);
        distance.put(NEW, 0);
        List<SessionState> open = new ArrayList<>(List.of(NEW));
        while (!open.isEmpty()) {
            SessionState state = open.remove(0);
            for (SessionEvent event : SessionEvent.values()) {
                SessionState next = SessionTable.cell(state, event).next();
                if (distance.putIfAbsent(next, 1) == null) {
                    open.add(next);
                }
            }
            assertThat(SessionTable.cell(state, SessionEvent.CLOSE).next()).isEqualTo(CLOSED);
        }
        assertThat(distance).containsOnlyKeys(SessionState.values());
    }
}
