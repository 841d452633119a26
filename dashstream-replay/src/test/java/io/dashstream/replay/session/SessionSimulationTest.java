package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.testing.Property;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Sessions in a world that goes wrong: several servers at different places of the log, clients that come, go, stall and
 * switch servers, stores that answer late, wrongly or not at all, retention, lost ranges, added partitions, cut and
 * recreated logs. Time is virtual and every order of events is chosen by the seed. Every connection judges each signal
 * when it comes, and every client compares in the end what it has with the log.
 *
 * <p>All judgements are made in all tests; a test's name says for which promises its faults are the hard ones. R7 and R13
 * for texts are {@code CursorTokenTest} and {@code CursorJsonTest}; R5, R6 and R8 have further tests in {@link
 * SessionPromisesTest}. A failure prints how to replay it; CONTRIBUTING.md says how to search longer.
 */
class SessionSimulationTest {

    private static final int CASES = 360;
    private static final long RECORDS = 1_000_000;
    private static final int FEWER_CASES = 30;
    private static final int STEPS = 40;

    @Test
    @DisplayName(
            "R1, R12: every client has the log in the end, record by record, whatever went wrong (RE-23, RE-04, RE-08)")
    void everyClientHasTheLogInTheEnd() {
        AtomicInteger cases = new AtomicInteger();
        AtomicLong records = new AtomicLong();
        Property.check("R1: applied = log minus announced gaps", CASES, (random, size) -> {
            SimulatedWorld world = new SimulatedWorld(random, size, EnumSet.allOf(Fault.class));
            world.run(STEPS * size);
            world.settle();
            world.end();
            cases.incrementAndGet();
            records.addAndGet(world.records());
        });
        if (cases.get() >= CASES) {
            assertThat(records.get()).as("records applied and judged").isGreaterThanOrEqualTo(RECORDS);
        }
    }

    @Test
    @DisplayName("R2: complete is said once per resolve, at the target, and never together with capped (RE-02, RE-22)")
    void completionIsSaidOnce() {
        holds("R2", EnumSet.of(Fault.ODD_CLIENTS, Fault.STORE_OUTAGES, Fault.RECONNECTS));
    }

    @Test
    @DisplayName("R3, R4: a reset is said where the start is not as requested, before any record behind it (RE-05)")
    void resetsAreSaidWhereTheyAreDue() {
        holds(
                "R3, R4",
                EnumSet.of(
                        Fault.RECREATIONS,
                        Fault.TRUNCATIONS,
                        Fault.RETENTION,
                        Fault.RESTARTS,
                        Fault.ADDED_PARTITIONS,
                        Fault.RECONNECTS));
    }

    @Test
    @DisplayName("R6, R13: a cursor goes on at any server, also around 2^53 and 2^63 (RE-03)")
    void cursorsGoOnAtAnyServer() {
        holds("R6, R13", EnumSet.of(Fault.RECONNECTS, Fault.ADDED_PARTITIONS, Fault.INGEST_LOSSES));
    }

    @Test
    @DisplayName("KA-13: partitions that never answered a server hold up nobody, and cost nobody a record when they do")
    void silentPartitionsCostNothing() {
        holds(
                "KA-13",
                EnumSet.of(
                        Fault.SILENT_PARTITIONS,
                        Fault.RESTARTS,
                        Fault.RECREATIONS,
                        Fault.TRUNCATIONS,
                        Fault.RETENTION,
                        Fault.ADDED_PARTITIONS,
                        Fault.RECONNECTS,
                        Fault.ODD_CLIENTS));
    }

    @Test
    @DisplayName("R8, R9, RE-15: a client costs a cursor and a page; nothing is read for one that can't take it")
    void slowClientsCostAPage() {
        holds("R8, R9", EnumSet.of(Fault.BAD_CHANNELS, Fault.ODD_CLIENTS, Fault.RETENTION));
    }

    @Test
    @DisplayName("R10, R11: clients that get nothing are told where they stand, and have no lag (ME-18)")
    void idleClientsAreToldWhereTheyStand() {
        Set<Fault> faults = EnumSet.of(Fault.LOST_WAKE_UPS, Fault.RECONNECTS, Fault.ODD_CLIENTS);
        Property.check("R10", FEWER_CASES, (random, size) -> {
            SimulatedWorld world = new SimulatedWorld(random, size, faults);
            world.run(STEPS);
            world.settle();
            world.idle();
            world.end();
        });
    }

    @Test
    @DisplayName("R10: so are clients that wait capped, held, without credit, or for a store that does not answer")
    void waitingClientsAreToldToo() {
        holds("R10", EnumSet.of(Fault.STORE_OUTAGES, Fault.ODD_CLIENTS, Fault.RECREATIONS, Fault.TRUNCATIONS));
    }

    private static void holds(String promise, Set<Fault> faults) {
        AtomicLong records = new AtomicLong();
        Property.check(promise, FEWER_CASES, (random, size) -> {
            SimulatedWorld world = new SimulatedWorld(random, size, faults);
            world.run(STEPS * size);
            world.settle();
            world.end();
            records.addAndGet(world.records());
        });
        assertThat(records.get()).as("records applied and judged").isPositive();
    }
}
