package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.SessionSignal.CursorReset;
import io.dashstream.replay.session.SessionSignal.Disposition;
import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.session.SessionSignal.ReplayCapped;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.session.SessionSignal.Resumed;
import io.dashstream.replay.session.SessionSignal.ThreadRecords;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.RecordFilter;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * A client of the simulation, and the judge of what it gets. It connects to any server, reads at its own pace, drops
 * connections in the middle of a page and resumes from what it had fully applied. Every signal is checked against the
 * source log when it arrives.
 */
final class SimulatedClient implements SessionChannel {

    private final RandomGenerator random;
    private final VirtualScheduler scheduler;
    private final Map<Epoch, SourceLog> sources;
    private final RecordFilter filter;
    private final SessionSettings settings;

    private Optional<ReplaySession> session = Optional.empty();
    private ScriptedStore store;
    private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);
    private boolean patient;

    /** What is applied: the cursor of the last page that was, and where each partition is. */
    private Optional<Cursor> applied = Optional.empty();

    private final Map<Integer, Long> next = new HashMap<>();
    private Optional<Epoch> epoch = Optional.empty();

    private Optional<Resumed> round = Optional.empty();
    private final Set<Integer> completed = new HashSet<>();
    private final Set<Integer> resetDue = new HashSet<>();
    private boolean capped;
    private boolean hasty;
    private long records;
    private int connects;

    SimulatedClient(RandomGenerator random, VirtualScheduler scheduler, Map<Epoch, SourceLog> sources) {
        this.random = random;
        this.scheduler = scheduler;
        this.sources = sources;
        this.filter = random.nextInt(3) == 0
                ? RecordFilter.threads(Set.of(SourceLog.thread(random.nextInt(4))))
                : RecordFilter.everything();
        this.settings = SessionSettings.DEFAULT
                .withPage(new PageLimits(random.nextInt(1, 60), random.nextInt(50, 8_000)))
                .withWindowPages(random.nextBoolean() ? random.nextInt(1, 4) : SessionSettings.UNLIMITED_WINDOW);
    }

    long records() {
        return records;
    }

    void connect(SimulatedServer server) {
        disconnect();
        connects++;
        store = server.store();
        sending = CompletableFuture.completedFuture(null);
        capped = false;
        hasty = false;
        round = Optional.empty();
        completed.clear();
        resetDue.clear();
        ReplaySession opened = new ReplaySession(store, new Connection(connects), settings, scheduler);
        session = Optional.of(opened);
        StartFrom from = applied.map(StartFrom::cursor).orElse(StartFrom.earliest());
        next.clear();
        epoch = applied.map(Cursor::epoch);
        applied.ifPresent(cursor -> cursor.partitions().forEach((p, at) -> next.put(p, at.next())));
        ResumeRequest request = ResumeRequest.from(from).withFilter(filter).withOnReset(ResetStart.EARLIEST);
        if (!patient && random.nextBoolean()) {
            request = request.withBudget(
                    new ReplayBudget(random.nextInt(1, 200), Long.MAX_VALUE, Duration.ofDays(1)), OnCap.PAUSE);
        }
        opened.resume(request);
    }

    /** Goes away, in the middle of whatever is being sent. */
    void disconnect() {
        session.ifPresent(gone -> gone.close(CloseReason.CLIENT_LEFT));
        session = Optional.empty();
    }

    /** Does something that clients do. */
    void act() {
        session.ifPresent(current -> {
            switch (random.nextInt(7)) {
                case 0 -> {
                    // Asked for before there is anything to go on from: refused, or it meets the cap on its way.
                    hasty = true;
                    capped = false;
                    current.continueReplay();
                }
                case 1 -> current.channelReady();
                case 2 -> current.resync(SourceLog.thread(random.nextInt(4)));
                case 3 -> report(current, random.nextInt(20) - 1);
                default -> report(current, current.status().pagesSent());
            }
            if (capped && random.nextBoolean()) {
                capped = false;
                current.continueReplay();
            }
        });
    }

    /** From now on a client as one wishes: takes everything at once, and goes on when capped. */
    void becomePatient() {
        patient = true;
    }

    void assertAtTheEndOf(Epoch current, SourceLog source) {
        assertThat(epoch).contains(current);
        for (int partition : source.partitions()) {
            assertThat(next.getOrDefault(partition, 0L))
                    .as("partition %d is read to its end", partition)
                    .isGreaterThanOrEqualTo(lastMatching(source, partition));
        }
        assertThat(completed)
                .as("complete was said in the last round")
                .contains(round.orElseThrow().round());
    }

    private long lastMatching(SourceLog source, int partition) {
        return source.records(partition, 0, Long.MAX_VALUE).stream()
                .filter(record -> filter.accepts(record.label()))
                .mapToLong(StoredRecord::offset)
                .max()
                .orElse(-1);
    }

    /** One connection; what comes from an earlier one is not heard any more. */
    private final class Connection implements SessionChannel {

        private final int number;

        Connection(int number) {
            this.number = number;
        }

        @Override
        public CompletionStage<Void> send(SessionSignal signal) {
            return number == connects && session.isPresent()
                    ? SimulatedClient.this.send(signal)
                    : CompletableFuture.failedFuture(new IllegalStateException("gone"));
        }

        @Override
        public boolean isReady() {
            return SimulatedClient.this.isReady();
        }

        @Override
        public void close(CloseReason reason) {
            assertThat(reason).as("R12").isNotEqualTo(CloseReason.INTERNAL_ERROR);
            if (number == connects) {
                SimulatedClient.this.close(reason);
            }
        }
    }

    @Override
    public CompletionStage<Void> send(SessionSignal signal) {
        assertThat(sending).as("R8: one signal at a time").isDone();
        receive(signal);
        sending = new CompletableFuture<>();
        CompletableFuture<Void> sent = sending;
        int luck = patient ? 9 : random.nextInt(10);
        if (luck == 0) {
            sent.completeExceptionally(new IllegalStateException("broken pipe"));
        } else if (luck < 4) {
            scheduler.schedule(Duration.ofMillis(random.nextInt(1, 3_000)), () -> sent.complete(null));
        } else {
            sent.complete(null);
        }
        return sent;
    }

    @Override
    public boolean isReady() {
        return patient || random.nextInt(5) > 0;
    }

    @Override
    public void close(CloseReason reason) {
        session = Optional.empty();
    }

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
        } else if (signal instanceof ReplayCapped cap) {
            assertThat(capped).isFalse();
            assertThat(completed).as("R2").doesNotContain(round.orElseThrow().round());
            assertThat(cap.remaining().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isPositive();
            capped = !patient && !hasty;
            if (patient) {
                session.ifPresent(ReplaySession::continueReplay);
            }
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
        round = Optional.of(resumed);
        epoch = Optional.of(resumed.epoch());
        boolean byCursor = !next.isEmpty();
        resumed.partitions().forEach((partition, start) -> {
            if (start.disposition() == Disposition.GAP) {
                resetDue.add(partition);
            } else if (start.disposition() != Disposition.NEW && byCursor) {
                assertThat(start.start()).as("R3").isEqualTo(next.get(partition));
            } else if (start.disposition() == Disposition.NEW && start.start() > 0) {
                resetDue.add(partition);
            }
            if (!byCursor) {
                next.put(partition, start.start());
            }
        });
    }

    private void gap(GapNotice notice) {
        int partition = notice.gap().partition();
        assertThat(notice.epoch()).as("R4").isEqualTo(epoch.orElseThrow());
        long from = next.getOrDefault(partition, 0L);
        assertThat(notice.gap().from()).as("R1: no gap twice").isGreaterThanOrEqualTo(from);
        assertThat(expected(partition, from, notice.gap().from()))
                .as("R1: a gap begins where the client is, but for what its filter skips")
                .isEmpty();
        next.put(partition, notice.gap().to());
        if (notice.gap().reason() == GapReason.RETENTION) {
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
            assertThat(reset.requested().get(partition).next()).isLessThan(next.get(partition));
            return;
        }
        if (reset.reason() == ResetReason.TOPIC_RECREATED) {
            assertThat(reset.newEpoch()).isNotEqualTo(reset.oldEpoch());
            next.clear();
        }
        epoch = Optional.of(reset.newEpoch());
        reset.partition().ifPresent(next::remove);
        reset.start().forEach((partition, at) -> next.put(partition, at.next()));
    }

    private void page(Records page) {
        assertThat(page.next().epoch()).as("R4").isEqualTo(epoch.orElseThrow());
        assertThat(capped).as("RE-02: nothing between capped and continue").isFalse();
        assertThat(resetDue)
                .as("R3: a reset comes before the records behind it")
                .isEmpty();
        assertThat(page.records()).hasSizeLessThanOrEqualTo(settings.page().maxRecords());
        Map<Integer, List<StoredRecord>> byPartition = new TreeMap<>();
        page.records()
                .forEach(record -> byPartition
                        .computeIfAbsent(record.partition(), p -> new ArrayList<>())
                        .add(record));
        for (Map.Entry<Integer, Position> at : page.next().partitions().entrySet()) {
            int partition = at.getKey();
            long from = next.getOrDefault(partition, 0L);
            assertThat(byPartition.getOrDefault(partition, List.of()))
                    .as(
                            "R1: the source from %d to %d, no more, no less, in order",
                            from, at.getValue().next())
                    .isEqualTo(expected(partition, from, at.getValue().next()));
            next.put(partition, at.getValue().next());
        }
        records += page.records().size();
        // A client may go away before it has applied the page; then it gets it again.
        if (patient || random.nextInt(8) > 0) {
            applied = Optional.of(page.next());
            if (patient) {
                session.ifPresent(current -> current.applied(page.next().epoch(), page.sequence()));
            }
        } else {
            session.ifPresent(current -> current.close(CloseReason.CLIENT_LEFT));
            session = Optional.empty();
        }
    }

    /** Records again move nothing: they are what the client may see and has passed. */
    private void again(ThreadRecords page) {
        assertThat(page.epoch()).as("R4").isEqualTo(epoch.orElseThrow());
        for (StoredRecord record : page.records()) {
            assertThat(record.offset()).isLessThan(next.getOrDefault(record.partition(), 0L));
            assertThat(expected(record.partition(), record.offset(), record.offset() + 1))
                    .containsExactly(record);
        }
    }

    private List<StoredRecord> expected(int partition, long from, long to) {
        return sources.get(epoch.orElseThrow()).records(partition, from, Math.max(from, to)).stream()
                .filter(record -> filter.accepts(record.label()))
                .toList();
    }

    private void complete(ReplayComplete complete) {
        assertThat(complete.round()).isEqualTo(round.orElseThrow().round());
        assertThat(completed.add(complete.round())).as("R2: once per resolve").isTrue();
        assertThat(capped).as("R2: never with capped").isFalse();
        assertThat(resetDue).as("R3").isEmpty();
        assertThat(complete.target()).isEqualTo(targets(round.orElseThrow()));
    }

    private void report(ReplaySession current, long page) {
        epoch.ifPresent(of -> current.applied(of, page));
    }

    private static Map<Integer, Long> targets(Resumed resumed) {
        Map<Integer, Long> targets = new TreeMap<>();
        resumed.partitions().forEach((partition, start) -> targets.put(partition, start.highWater()));
        return targets;
    }

    boolean isConnected() {
        return session.isPresent();
    }
}
