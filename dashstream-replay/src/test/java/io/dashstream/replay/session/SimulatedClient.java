package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.CursorToken;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A client of the simulation. It connects to any server, reads at its own pace, drops connections in the middle of a
 * page and resumes from what it had fully applied, which it keeps as the text of a token. What it gets is judged by its
 * {@link SimulatedConnection} as it comes, and by its {@link SimulatedApplication} in the end.
 */
final class SimulatedClient {

    private final RandomGenerator random;
    private final VirtualScheduler scheduler;
    private final Map<Epoch, SourceLog> sources;
    private final Set<Fault> faults;
    private final RecordFilter filter;
    private final SessionSettings settings;
    private final StartFrom firstStart;
    private final SimulatedApplication application = new SimulatedApplication();

    private Optional<String> token = Optional.empty();
    private Optional<SimulatedConnection> connection = Optional.empty();
    private boolean patient;
    private long records;

    SimulatedClient(
            RandomGenerator random, VirtualScheduler scheduler, Map<Epoch, SourceLog> sources, Set<Fault> faults) {
        this.random = random;
        this.scheduler = scheduler;
        this.sources = sources;
        this.faults = faults;
        this.filter = random.nextInt(3) == 0
                ? RecordFilter.threads(Set.of(SourceLog.thread(random.nextInt(4))))
                : RecordFilter.everything();
        SessionSettings sized = SessionSettings.DEFAULT
                .withPage(new PageLimits(random.nextInt(1, 120), random.nextInt(50, 16_000)))
                .withBookmarkEvery(Duration.ofMillis(random.nextInt(300, 15_000)))
                .withWindowPages(random.nextBoolean() ? random.nextInt(1, 4) : SessionSettings.UNLIMITED_WINDOW);
        this.settings = SessionFixture.settings(
                sized,
                Duration.ofMillis(random.nextInt(500, 5_000)),
                random.nextInt(3) == 0 ? sized.page().maxBytes() : Integer.MAX_VALUE);
        this.firstStart = switch (random.nextInt(8)) {
            case 0 -> StartFrom.latest();
            case 1 -> new StartFrom.Timestamp(random.nextInt(5_000));
            case 2 -> new StartFrom.Checkpoint(SourceLog.thread(random.nextInt(4)));
            default -> StartFrom.earliest();
        };
    }

    RandomGenerator random() {
        return random;
    }

    SessionSettings settings() {
        return settings;
    }

    RecordFilter filter() {
        return filter;
    }

    SimulatedApplication application() {
        return application;
    }

    boolean has(Fault fault) {
        return !patient && faults.contains(fault);
    }

    boolean isPatient() {
        return patient;
    }

    boolean isConnected() {
        return connection.isPresent();
    }

    long records() {
        return records;
    }

    void connect(SimulatedServer server) {
        disconnect();
        Optional<Cursor> leftOff = leftOff();
        if (leftOff.isEmpty()) {
            application.forgetEverything();
        }
        SimulatedConnection opened = new SimulatedConnection(this, server, scheduler, leftOff);
        connection = Optional.of(opened);
        ResumeRequest request = ResumeRequest.from(
                        leftOff.map(StartFrom::cursor).orElse(firstStart))
                .withFilter(filter)
                .withOnReset(ResetStart.EARLIEST);
        if (has(Fault.ODD_CLIENTS) && random.nextBoolean()) {
            request = request.withBudget(
                    new ReplayBudget(random.nextInt(1, 400), Long.MAX_VALUE, Duration.ofDays(1)), OnCap.PAUSE);
        }
        opened.resume(request);
    }

    /** Goes away, in the middle of whatever is being sent. */
    void disconnect() {
        Optional<SimulatedConnection> gone = connection;
        connection = Optional.empty();
        gone.ifPresent(SimulatedConnection::leave);
    }

    /** A server dies. */
    void leaveIfAt(SimulatedServer server) {
        if (connection.isPresent() && connection.get().isTo(server)) {
            disconnect();
        }
    }

    /** The connection has ended by itself. */
    void lost(SimulatedConnection ended) {
        connection = connection.filter(current -> current != ended);
    }

    /** Does something that clients do. */
    void act() {
        connection.ifPresent(SimulatedConnection::act);
    }

    /** From now on a client as one wishes: takes everything at once, and goes on when capped. */
    void becomePatient() {
        patient = true;
    }

    /** Where it would go on. */
    Optional<Cursor> leftOff() {
        return token.map(CursorToken::read);
    }

    /** It has made a page its own, or was told where it goes on. */
    void standsAt(Cursor next) {
        token = Optional.of(CursorToken.write(next));
    }

    void count(int applied) {
        records += applied;
    }

    /** What the records of a range were before each cut of the log, and are now, as far as the client wants them. */
    List<List<StoredRecord>> ever(Epoch epoch, int partition, long from, long to) {
        return sources.get(epoch).everRecords(partition, from, Math.max(from, to)).stream()
                .map(this::wanted)
                .toList();
    }

    private List<StoredRecord> wanted(Collection<StoredRecord> all) {
        return all.stream().filter(record -> filter.accepts(record.label())).toList();
    }

    void audit() {
        connection.ifPresent(SimulatedConnection::audit);
    }

    void assertAtTheEndOf(Epoch current, SourceLog source) {
        connection.orElseThrow().assertAtTheEndOf(current, source);
        application.assertIs(source, filter);
    }

    void assertHeard() {
        assertThat(connection).as("nothing has ended the connection").isPresent();
        connection.orElseThrow().assertHeard();
    }
}
