package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.SessionSignal.Bookmark;
import io.dashstream.replay.session.SessionSignal.CursorReset;
import io.dashstream.replay.session.SessionSignal.Disposition;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.session.SessionSignal.ReplayCapped;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.session.SessionSignal.Resumed;
import io.dashstream.replay.session.SessionSignal.ThreadRecords;
import io.dashstream.replay.session.SessionSignal.Waiting;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** One connection of a client, and the judge of every signal that comes over it, at the moment it comes. */
final class SimulatedConnection implements SessionChannel {

    private final SimulatedClient client;
    private final SimulatedServer server;
    private final RandomGenerator random;
    private final VirtualScheduler scheduler;
    private final ConnectionStore store;
    private final ReplaySession session;
    private final boolean rough;
    private final boolean neverReady;

    private boolean open = true;
    private boolean lastReady;
    private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);
    private long lastHeard;
    private long freeSince;

    /** Where each partition is: what came before is received, filtered, or announced as gone. */
    private final Map<Integer, Long> next = new HashMap<>();

    private final List<Gap> gapsToKeep = new ArrayList<>();
    private Optional<Epoch> epoch = Optional.empty();
    private Optional<Resumed> round = Optional.empty();
    /** Partitions that never answered and the client has no place in, where it is for the server to find one. */
    private final Set<Integer> placeless = new HashSet<>();
    /** Where such ones begin, until something comes that is not a gap in front of that. */
    private final Map<Integer, Long> found = new HashMap<>();
    /** The same, until the client has made a cursor its own that names them. */
    private final Map<Integer, Long> newborn = new HashMap<>();

    private boolean startsFreely;
    private boolean begunAnew;
    private final Set<Integer> completed = new HashSet<>();
    private final Set<Integer> resetDue = new HashSet<>();
    private final TreeSet<Long> reports = new TreeSet<>();
    private long pages;
    private boolean capped;
    private boolean hasty;

    SimulatedConnection(
            SimulatedClient client, SimulatedServer server, VirtualScheduler scheduler, Optional<Cursor> leftOff) {
        this.client = client;
        this.server = server;
        this.random = client.random();
        this.scheduler = scheduler;
        this.rough = client.has(Fault.BAD_CHANNELS) && random.nextInt(3) == 0;
        this.neverReady = client.has(Fault.BAD_CHANNELS) && random.nextInt(15) == 0;
        this.store = new ConnectionStore(
                server,
                client.has(Fault.LOST_WAKE_UPS) && random.nextInt(4) == 0,
                this::looksForItsStart,
                this::mayBeReadFor,
                scheduler::nanoTime,
                client.settings().retryAfter().dividedBy(2));
        this.session = new ReplaySession(store, this, client.settings(), scheduler);
        this.lastHeard = scheduler.nanoTime();
        this.freeSince = lastHeard;
        epoch = leftOff.map(Cursor::epoch);
        leftOff.ifPresent(cursor -> cursor.partitions().forEach((partition, at) -> next.put(partition, at.next())));
    }

    boolean isTo(SimulatedServer other) {
        return server == other;
    }

    void resume(ResumeRequest request) {
        session.resume(request);
    }

    void leave() {
        open = false;
        session.close(CloseReason.CLIENT_LEFT);
    }

    private boolean looksForItsStart() {
        return session.status().state() == SessionState.RESOLVING;
    }

    private boolean mayBeReadFor() {
        // What was reported too early counts as soon as it is true: the session may hear of it only then.
        Long credited = reports.floor(pages);
        long unapplied = pages - (credited == null ? 0 : Math.max(0, credited));
        return lastReady && unapplied < client.settings().windowPages();
    }

    void act() {
        switch (random.nextInt(7)) {
            case 0 -> {
                // Asked for before there is anything to go on from: refused, or it meets the cap on its way.
                hasty = true;
                capped = false;
                session.continueReplay();
            }
            case 1 -> session.channelReady();
            case 2 -> session.resync(SourceLog.thread(random.nextInt(4)));
            case 3 -> report(random.nextInt(20) - 1);
            default -> report(pages);
        }
        if (capped && random.nextBoolean()) {
            capped = false;
            session.continueReplay();
        }
    }

    private void report(long page) {
        reports.add(page);
        epoch.ifPresent(of -> session.applied(of, page));
    }

    // The channel.

    @Override
    public CompletionStage<Void> send(SessionSignal signal) {
        if (!open) {
            return CompletableFuture.failedFuture(new IllegalStateException("gone"));
        }
        assertThat(sending).as("R8: one signal at a time").isDone();
        lastHeard = scheduler.nanoTime();
        freeSince = lastHeard;
        CompletableFuture<Void> sent = new CompletableFuture<>();
        sending = sent;
        switch (client.has(Fault.BAD_CHANNELS) ? random.nextInt(rough ? 10 : 100) : 99) {
            case 0 -> {
                // Whether it still arrived, nobody knows.
                if (random.nextBoolean()) {
                    receive(signal);
                }
                sent.completeExceptionally(new IllegalStateException("broken pipe"));
            }
            case 1 -> receive(signal); // and nothing is read any more: the send is never done
            case 2, 3, 4 -> {
                receive(signal);
                scheduler.schedule(Duration.ofMillis(random.nextInt(1, 3_000)), () -> {
                    freeSince = scheduler.nanoTime();
                    sent.complete(null);
                });
            }
            default -> {
                receive(signal);
                sent.complete(null);
            }
        }
        return sent;
    }

    @Override
    public boolean isReady() {
        lastReady = !neverReady && (!rough || random.nextInt(5) > 0);
        return lastReady;
    }

    @Override
    public void close(CloseReason reason) {
        assertThat(reason).as("R12: no event throws").isNotEqualTo(CloseReason.INTERNAL_ERROR);
        if (reason == CloseReason.SLOW_CONSUMER) {
            assertThat(sinceLastHeard())
                    .as("RE-15: gone by the send deadline, and not before")
                    .isEqualTo(client.settings().sendTimeout());
        }
        open = false;
        client.lost(this);
    }

    private Duration sinceLastHeard() {
        return Duration.ofNanos(scheduler.nanoTime() - lastHeard);
    }

    // The judge.

    private void receive(SessionSignal signal) {
        if (signal instanceof Resumed resumed) {
            resumed(resumed);
        } else if (signal instanceof GapNotice gap) {
            gap(gap);
        } else if (signal instanceof CursorReset reset) {
            reset(reset);
        } else if (signal instanceof Records page) {
            page(page);
        } else if (signal instanceof ThreadRecords again) {
            again(again);
        } else if (signal instanceof Bookmark bookmark) {
            bookmark(bookmark);
        } else if (signal instanceof Waiting waiting) {
            waiting.place().ifPresent(this::bookmark);
        } else if (signal instanceof ReplayCapped cap) {
            capped(cap);
        } else if (signal instanceof ReplayComplete complete) {
            complete(complete);
        }
    }

    private void resumed(Resumed resumed) {
        assertThat(resumed.round())
                .isEqualTo(round.map(before -> before.round() + 1).orElse(1));
        epoch.ifPresent(known -> assertThat(resumed.epoch())
                .as("R4: another epoch only after a reset")
                .isEqualTo(known));
        boolean byCursor = epoch.isPresent();
        startsFreely |= !byCursor;
        beginWhatWasFound();
        round = Optional.of(resumed);
        epoch = Optional.of(resumed.epoch());
        resumed.partitions().forEach((partition, start) -> {
            if (placeless.contains(partition) || (begunAnew && !next.containsKey(partition))) {
                assertThat(start.disposition()).isEqualTo(Disposition.NEW);
                found.put(partition, start.start());
                return;
            }
            if (start.disposition() == Disposition.GAP) {
                resetDue.add(partition);
            } else if ((start.disposition() == Disposition.EXACT || start.disposition() == Disposition.HELD)
                    && byCursor) {
                assertThat(start.requested())
                        .as("R3: exact is where it was asked to")
                        .contains(start.start());
                passes(partition, start.start());
            } else if (start.disposition() == Disposition.RESET && byCursor) {
                passes(partition, start.start());
            } else if (start.disposition() == Disposition.NEW && start.start() > 0) {
                resetDue.add(partition);
            }
            if (!byCursor) {
                next.put(partition, start.start());
            }
            client.application().begin(partition, byCursor ? 0 : start.start());
        });
        begunAnew = false;
        placeless.clear();
        if (startsFreely) {
            placeless.addAll(resumed.awaited().keySet());
            placeless.removeAll(next.keySet());
        }
        resumed.awaited()
                .forEach((partition, place) -> assertThat(place.map(Position::next))
                        .as("KA-13: the client keeps its place in what does not answer")
                        .isEqualTo(Optional.ofNullable(next.get(partition))));
    }

    /** No gap has come in front of where these begin: what is there is not wanted. */
    private void beginWhatWasFound() {
        next.putAll(found);
        newborn.putAll(found);
        found.clear();
    }

    private void standsAt(Cursor at) {
        newborn.forEach((partition, start) -> client.application().begin(partition, start));
        newborn.clear();
        client.standsAt(at);
    }

    /** Goes on at an offset without a word: nothing that the client wants may lie between. */
    private void passes(int partition, long to) {
        long from = next.getOrDefault(partition, 0L);
        assertThat(to).as("R1: never backwards, no gap twice").isGreaterThanOrEqualTo(from);
        assertThat(client.ever(epoch.orElseThrow(), partition, from, to))
                .as("R1: nothing is passed over between %d and %d but what the filter skips", from, to)
                .anySatisfy(between -> assertThat(between).isEmpty());
        next.put(partition, to);
    }

    private void gap(GapNotice notice) {
        Gap gap = notice.gap();
        int partition = gap.partition();
        assertThat(notice.epoch()).as("R4").isEqualTo(epoch.orElseThrow());
        if (gap.from() < found.getOrDefault(partition, 0L)) {
            // What is there was wanted too, and is gone.
            found.remove(partition);
            client.application().begin(partition, 0);
        }
        beginWhatWasFound();
        passes(partition, gap.from());
        if (gap.reason() == GapReason.OVERSIZED) {
            assertThat(client.ever(notice.epoch(), partition, gap.from(), gap.to()))
                    .as("B4: one record, and one that is too large")
                    .anySatisfy(lost -> assertThat(lost).singleElement().matches(this::isTooLarge));
        }
        next.put(partition, gap.to());
        gapsToKeep.add(gap);
        if (gap.reason() == GapReason.RETENTION) {
            resetDue.add(partition);
        }
    }

    private void reset(CursorReset reset) {
        if (reset.reason() == ResetReason.RETENTION) {
            int partition = reset.partition().orElseThrow();
            assertThat(resetDue.remove(partition))
                    .as("R3: a reset only where it is due")
                    .isTrue();
            assertThat(reset.start().get(partition).next()).isEqualTo(next.get(partition));
            assertThat(reset.requested().get(partition).next())
                    .as("R3: it goes on elsewhere")
                    .isLessThan(next.get(partition));
            return;
        }
        if (reset.reason() == ResetReason.TOPIC_RECREATED) {
            assertThat(reset.newEpoch())
                    .as("R3: another log is another epoch")
                    .isNotEqualTo(reset.oldEpoch())
                    .isNotEqualTo(epoch.orElseThrow());
            next.clear();
            found.clear();
            newborn.clear();
            placeless.clear();
            startsFreely = true;
            begunAnew = true;
            resetDue.clear();
            client.application().forgetEverything();
        } else {
            int partition = reset.partition().orElseThrow();
            assertThat(reset.start().get(partition))
                    .as("R3: it goes on elsewhere")
                    .isNotEqualTo(reset.requested().get(partition));
            beginWhatWasFound();
            keepGaps();
            next.remove(partition);
            newborn.remove(partition);
            resetDue.remove(partition);
            if (reset.reason() == ResetReason.LOG_TRUNCATED) {
                client.application()
                        .rewind(partition, reset.start().get(partition).next());
            } else {
                client.application().forget(partition);
            }
        }
        epoch = Optional.of(reset.newEpoch());
        gapsToKeep.removeIf(gap -> !next.containsKey(gap.partition()));
        reset.start().forEach((partition, at) -> {
            next.put(partition, at.next());
            client.application().begin(partition, at.next());
        });
        keepGaps();
        standsAt(standsAfter(reset));
    }

    /** Where a reset says nothing of, the leader epoch is kept: without it nobody notices a cut there. */
    private Cursor standsAfter(CursorReset reset) {
        Map<Integer, Position> stands = new HashMap<>();
        next.forEach((partition, at) -> stands.put(partition, Position.at(at)));
        client.leftOff()
                .filter(before -> before.epoch().equals(reset.newEpoch()))
                .ifPresent(before -> before.partitions().forEach((partition, position) -> {
                    if (position.next()
                            == stands.getOrDefault(partition, Position.at(0)).next()) {
                        stands.put(partition, position);
                    }
                }));
        stands.putAll(reset.start());
        return Cursor.of(reset.newEpoch(), stands);
    }

    private void page(Records page) {
        assertThat(capped).as("RE-02: nothing between capped and continue").isFalse();
        assertThat(page.records()).hasSizeBetween(1, client.settings().page().maxRecords());
        assertThat(page.sequence()).isEqualTo(++pages);
        assertThat(page.records()).noneMatch(this::isTooLarge);
        movesTo(page.next(), page.records());
        // A client may go away before it has applied the page; then it gets it again.
        if (client.has(Fault.RECONNECTS) && random.nextInt(8) == 0) {
            client.disconnect();
            return;
        }
        page.records().forEach(client.application()::apply);
        client.count(page.records().size());
        keepGaps();
        standsAt(page.next());
        if (client.isPatient()) {
            report(page.sequence());
        }
    }

    /** Records again move nothing: they are what the client may see and has passed. As a page they count like any. */
    private void again(ThreadRecords page) {
        assertThat(page.epoch()).as("R4").isEqualTo(epoch.orElseThrow());
        beginWhatWasFound();
        assertThat(page.sequence()).isEqualTo(++pages);
        assertThat(page.records()).noneMatch(this::isTooLarge);
        for (StoredRecord record : page.records()) {
            assertThat(record.offset()).isLessThan(next.getOrDefault(record.partition(), 0L));
            assertThat(client.ever(page.epoch(), record.partition(), record.offset(), record.offset() + 1))
                    .contains(List.of(record));
        }
        if (client.isPatient()) {
            report(page.sequence());
        }
    }

    private boolean isTooLarge(StoredRecord record) {
        return record.size() > client.settings().maxRecordBytes();
    }

    private void bookmark(Bookmark bookmark) {
        movesTo(bookmark.next(), List.of());
        keepGaps();
        standsAt(bookmark.next());
    }

    private void movesTo(Cursor to, List<StoredRecord> records) {
        assertThat(to.epoch()).as("R4").isEqualTo(epoch.orElseThrow());
        beginWhatWasFound();
        assertThat(resetDue)
                .as("R3: a reset comes before the records behind it")
                .isEmpty();
        Map<Integer, List<StoredRecord>> byPartition = new TreeMap<>();
        records.forEach(record -> byPartition
                .computeIfAbsent(record.partition(), p -> new ArrayList<>())
                .add(record));
        to.partitions().forEach((partition, at) -> {
            long from = next.getOrDefault(partition, 0L);
            assertThat(at.next()).as("R1: never backwards").isGreaterThanOrEqualTo(from);
            assertThat(client.ever(to.epoch(), partition, from, at.next()))
                    .as("R1: the source from %d to %d, no more, no less, in order", from, at.next())
                    .contains(byPartition.getOrDefault(partition, List.of()));
            next.put(partition, at.next());
            if (!newborn.containsKey(partition)) {
                client.application().begin(partition, 0);
            }
        });
        assertThat(to.partitions().keySet()).containsAll(byPartition.keySet());
    }

    private void keepGaps() {
        gapsToKeep.forEach(client.application()::miss);
        gapsToKeep.clear();
    }

    private void capped(ReplayCapped cap) {
        assertThat(capped).isFalse();
        assertThat(completed)
                .as("R2: never with complete")
                .doesNotContain(round.orElseThrow().round());
        assertThat(cap.remaining().values().stream().mapToLong(Long::longValue).sum())
                .as("R2: something remains")
                .isPositive();
        capped = !client.isPatient() && !hasty;
        if (client.isPatient()) {
            session.continueReplay();
        }
    }

    private void complete(ReplayComplete complete) {
        beginWhatWasFound();
        Resumed resumed = round.orElseThrow();
        assertThat(complete.awaited())
                .as("KA-13: nothing is claimed of what never answered")
                .isEqualTo(resumed.awaited().keySet());
        assertThat(complete.round()).isEqualTo(resumed.round());
        assertThat(completed.add(complete.round())).as("R2: once per resolve").isTrue();
        assertThat(capped).as("R2: never with capped").isFalse();
        assertThat(resetDue).as("R3").isEmpty();
        resumed.partitions().forEach((partition, start) -> {
            assertThat(complete.target().get(partition)).isEqualTo(start.highWater());
            assertThat(client.ever(resumed.epoch(), partition, next.getOrDefault(partition, 0L), start.highWater()))
                    .as("R2: partition %d is at the target, but for what the filter skips", partition)
                    .anySatisfy(left -> assertThat(left).isEmpty());
        });
        assertThat(complete.target()).hasSameSizeAs(resumed.partitions());
    }

    /** What must be so at any moment. */
    void audit() {
        assertThat(Holdings.of(session).records())
                .as("R8: at most one page is held")
                .isLessThanOrEqualTo(client.settings().page().maxRecords());
        SessionStatus status = session.status();
        assertThat(status.unappliedPages()).as("R11: never negative").isBetween(0L, status.pagesSent());
        if (!sending.isDone()) {
            assertThat(sinceLastHeard())
                    .as("RE-15: no send is under way for longer than its deadline")
                    .isLessThanOrEqualTo(client.settings().sendTimeout());
        }
        assertThat(neverReady && store.reads() > 0).as("R9").isFalse();
        boolean takesAll = !rough && !neverReady && sending.isDone();
        if (open && takesAll) {
            assertHeard(status.state());
        }
    }

    void assertAtTheEndOf(Epoch current, SourceLog source) {
        assertThat(epoch).contains(current);
        for (int partition : source.partitions()) {
            assertThat(client.ever(current, partition, next.getOrDefault(partition, 0L), Long.MAX_VALUE))
                    .as("partition %d is read to its end", partition)
                    .last()
                    .isEqualTo(List.of());
        }
        keepGaps();
        assertThat(completed)
                .as("R2: complete was said in the last round")
                .contains(round.orElseThrow().round());
        assertThat(session.status().unappliedPages())
                .as("R11: no lag where all is applied")
                .isZero();
    }

    void assertHeard() {
        assertHeard(session.status().state());
    }

    private void assertHeard(SessionState state) {
        assertThat(Duration.ofNanos(scheduler.nanoTime() - freeSince))
                .as("R10: a client that gets nothing is told that its session is there, also in state %s", state)
                .isLessThanOrEqualTo(
                        client.settings().bookmarkEvery().plus(client.settings().safetyPoll()));
    }
}
