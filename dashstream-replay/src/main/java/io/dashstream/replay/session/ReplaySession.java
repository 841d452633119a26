package io.dashstream.replay.session;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's way through the log.
 *
 * <p>A session is a cursor and this loop, the same in replay and live:
 *
 * <pre>
 *   page = store.read(cursor, limits, filter)     all partitions together, one round trip
 *   send the page, wait until the channel has taken it, cursor = page.next
 *   nothing to read: park on the store's signal
 * </pre>
 *
 * <p>It promises, by the numbers that its tests carry:
 * <ul>
 *   <li><b>R1</b> what the client applies is exactly the log from the start on, minus the announced gaps;
 *   <li><b>R2</b> {@code ReplayComplete} once per resolve, never with {@code ReplayCapped} in the same round, and only
 *       when every partition is at the target taken when the resume was accepted;
 *   <li><b>R3</b> {@code CursorReset} if and only if the session goes on elsewhere than it was asked to;
 *   <li><b>R4</b> never a record of another epoch without a reset before it;
 *   <li><b>R6</b> the cursor of a page resumes to the same records on any server;
 *   <li><b>R8</b> a session costs one cursor and at most one page, whatever the rates;
 *   <li><b>R9</b> nothing is read while the channel is not ready or the client has no credit;
 *   <li><b>R12</b> every event has its place in every state.
 * </ul>
 *
 * <p>Thread-safe: every method only posts to the session's mailbox and returns at once.
 */
public final class ReplaySession {

    private static final Logger LOG = LoggerFactory.getLogger(ReplaySession.class);
    private static final int SAY_UNAVAILABLE_AT = 3;

    private final ReplayStore store;
    private final SessionScheduler scheduler;
    private final SessionSettings settings;
    private final Mailbox mailbox;
    private final Outbox outbox;
    private final Inquiry inquiry;
    private final Parking parking;
    private final Window window;
    private final Hold hold;
    private final Backoff backoff;
    private final Teller teller;
    private final Locator locator;
    private final Resyncs resyncs;

    private SessionState state = SessionState.NEW;
    private ResumeRequest request = ResumeRequest.firstConnect();
    private Optional<Cursor> cursor = Optional.empty();
    private Optional<PendingReset> pending = Optional.empty();
    private final List<ResetPlan> said = new ArrayList<>();
    private Round round;
    private boolean skipping;
    private boolean wantsResync;
    private boolean gateShut;
    private int turn;
    private long recordsSent;
    private long refused;
    private long resumes;

    private volatile SessionStatus status =
            new SessionStatus(SessionState.NEW, false, Optional.empty(), 0, 0, 0, 0, 0, SessionLag.NONE);

    /**
     * Creates a session that waits for {@link #resume}.
     *
     * @param store the history
     * @param channel where the signals go
     * @param settings how to behave
     * @param scheduler time and threads
     */
    public ReplaySession(
            ReplayStore store, SessionChannel channel, SessionSettings settings, SessionScheduler scheduler) {
        this.store = store;
        this.settings = settings;
        this.scheduler = scheduler;
        this.mailbox = new Mailbox(scheduler, this::fail, this::publish);
        this.outbox = new Outbox(channel, scheduler, settings.sendTimeout(), mailbox, this::advance, this::end);
        this.inquiry = new Inquiry(scheduler, mailbox, settings.readTimeout(), this::unavailable);
        this.parking = new Parking(store.appended(), scheduler, mailbox, this::advance);
        this.window = new Window(settings.windowPages(), settings.credit());
        this.hold = new Hold(scheduler, settings.aheadGrace());
        this.backoff = new Backoff(settings.retryAfter(), settings.retryAtMost());
        this.teller = new Teller(outbox);
        this.locator = new Locator(store, inquiry);
        this.resyncs = new Resyncs(store, inquiry, settings.page(), outbox::add, this::countPage, this::unavailable);
        this.round = new Round(0, ReplayBudget.UNLIMITED, new TreeMap<>(), scheduler.nanoTime());
    }

    /**
     * Begins, or begins anew elsewhere.
     *
     * @param wanted what the client asks for
     */
    public void resume(ResumeRequest wanted) {
        post(() -> {
            if (state != SessionState.CLOSED) {
                request = wanted;
                resumes++;
                said.clear();
            }
            on(SessionEvent.RESUME);
        });
    }

    /** Goes on after {@link SessionSignal.ReplayCapped}, with a new budget of the same size. */
    public void continueReplay() {
        post(() -> on(SessionEvent.CONTINUE));
    }

    /** Skips what is left after {@link SessionSignal.ReplayCapped}: says it as gaps and goes live. */
    public void skipToLive() {
        post(() -> on(SessionEvent.SKIP));
    }

    /**
     * The client has applied a page, and all before it.
     *
     * @param epoch the epoch of the page
     * @param page the {@link SessionSignal.Records#sequence()} of the page
     */
    public void applied(Epoch epoch, long page) {
        post(() -> {
            if (!window.applied(epoch, page, scheduler.nanoTime())) {
                teller.object(ErrorCode.INVALID_PROGRESS, window.objection(epoch, page));
            }
        });
    }

    /**
     * Sends the records of one thread again, from its newest whole state up to where the session stands, before anything
     * newer; then {@link SessionSignal.Resynced}.
     *
     * @param thread the thread
     */
    public void resync(ThreadKey thread) {
        post(() -> {
            on(SessionEvent.RESYNC);
            if (wantsResync && resyncs.add(thread)) {
                parking.leave();
            } else if (wantsResync) {
                teller.object(ErrorCode.BUSY, "too many threads are waiting to be sent again");
            }
            wantsResync = false;
        });
    }

    /**
     * Puts a frame of the dialect's own in line. If the client does not read and many are waiting, it is dropped: nobody
     * would see it.
     *
     * @param frame the frame
     */
    public void say(SessionSignal.Frame frame) {
        post(() -> {
            if (state != SessionState.CLOSED) {
                teller.say(frame);
            }
        });
    }

    /** The channel may be ready again. */
    public void channelReady() {
        post(() -> LOG.trace("channel ready"));
    }

    /**
     * Ends the session.
     *
     * @param reason why
     */
    public void close(CloseReason reason) {
        post(() -> end(reason));
    }

    /**
     * What the session was doing when it last changed.
     *
     * @return the status
     */
    public SessionStatus status() {
        return status;
    }

    private void post(Runnable task) {
        mailbox.post(() -> {
            task.run();
            // Only a session that waits for its client is woken by it: others wait for the store.
            if (gateShut) {
                parking.leave();
            }
            advance();
        });
    }

    // The state machine.

    private void on(SessionEvent event) {
        SessionTable.Cell cell = SessionTable.cell(state, event);
        state = cell.next();
        switch (cell.effect()) {
            case RESOLVE, RESOLVE_RESET -> lookFor(false);
            case RESOLVE_SKIP -> lookFor(true);
            case GO_ON -> round.renewBudget(scheduler.nanoTime());
            case GO_LIVE -> round.end();
            case SAY_RESET -> {
                inquiry.forget();
                resyncs.abandon();
            }
            case QUEUE_RESYNC -> wantsResync = true;
            case REFUSE -> refuse(event);
            case BEGIN, SAY_COMPLETE, SAY_CAPPED, SAY_FELL_BEHIND, END, IGNORE -> LOG.trace("{}: {}", event, state);
        }
    }

    private void lookFor(boolean whatIsSkipped) {
        inquiry.forget();
        parking.leave();
        hold.end();
        resyncs.abandon();
        pending = Optional.empty();
        skipping = whatIsSkipped;
    }

    private void refuse(SessionEvent event) {
        refused++;
        teller.object(ErrorCode.NOT_NOW, event + " has no meaning in state " + state);
    }

    private void fail(RuntimeException failure) {
        LOG.error("A replay session failed in state {} and is closed", state, failure);
        end(CloseReason.INTERNAL_ERROR);
    }

    private void end(CloseReason reason) {
        if (state != SessionState.CLOSED) {
            on(SessionEvent.CLOSE);
            inquiry.forget();
            parking.leave();
            outbox.close(reason);
        }
    }

    // The loop: one step at a time, whenever nothing is under way.

    private void advance() {
        gateShut &= parking.isParked();
        if (!outbox.busy() && !inquiry.isOpen() && !parking.isParked()) {
            switch (state) {
                case RESOLVING -> resolve();
                case RESETTING -> reset();
                case REPLAYING, LIVE -> passGate();
                case CAPPED -> {
                    if (!resyncs.isEmpty()) {
                        passGate();
                    }
                }
                case NEW, CLOSED -> LOG.trace("nothing to do in {}", state);
            }
        }
    }

    private void passGate() {
        gateShut = !(outbox.isReady() && window.isOpen());
        if (gateShut) {
            parking.parkFor(settings.safetyPoll());
        } else if (resyncs.isEmpty()) {
            read();
        } else {
            resyncs.step(cursor.orElseThrow(), request.filter(), this::advance);
        }
    }

    private long countPage(int records) {
        recordsSent += records;
        return window.send(cursor.orElseThrow().epoch(), records, scheduler.nanoTime());
    }

    private void publish() {
        status = new SessionStatus(
                state,
                gateShut,
                cursor,
                window.sent(),
                recordsSent,
                window.unapplied(),
                window.invalid(),
                refused,
                new SessionLag(outbox.sendingSince(), window.reported()));
    }

    // Resolving.

    private void resolve() {
        long seen = parking.version();
        inquiry.ask(store::bounds, answer -> {
            if (answer instanceof StoreBounds bounds) {
                backoff.reset();
                if (skipping) {
                    skip(bounds);
                } else {
                    locate(bounds, seen);
                }
            } else if (answer instanceof Unavailable unavailable) {
                unavailable(unavailable.reason());
            }
        });
    }

    private void locate(StoreBounds bounds, long seen) {
        request = request.in(bounds.epoch());
        locator.locate(request.from(), bounds, offsets -> start(bounds, offsets, seen), why -> {
            if (why instanceof Unavailable unavailable) {
                unavailable(unavailable.reason());
            } else {
                advance();
            }
        });
    }

    private void start(StoreBounds bounds, SortedMap<Integer, Long> located, long seen) {
        Resolution resolution = Resolver.resolve(request, bounds, located);
        if (resolution instanceof Resolution.Start start) {
            begin(bounds, start);
        } else if (resolution instanceof Resolution.Reset reset) {
            logChanged(request.from().cursor().orElseThrow(), reset.pending());
        } else if (resolution instanceof Resolution.Hold wait) {
            // There is nothing to read at an offset that the log has not reached, but the leader epoch behind it
            // counts.
            inquiry.ask(
                    () -> store.read(ReadRequest.first(wait.ahead(), settings.page())),
                    answer -> hold(wait, answer, seen));
        }
        advance();
    }

    private void hold(Resolution.Hold wait, ReadResult answer, long seen) {
        Cursor asked = request.from().cursor().orElseThrow();
        Optional<PendingReset> moved = PendingReset.Moved.foundBy(answer);
        if (moved.isPresent()) {
            logChanged(asked, moved.get());
        } else if (answer instanceof Unavailable unavailable) {
            unavailable(unavailable.reason());
        } else if (hold.isOver()) {
            logChanged(asked, wait.otherwise());
        } else {
            parking.park(seen, hold.left());
        }
        advance();
    }

    private void begin(StoreBounds bounds, Resolution.Start start) {
        cursor = Optional.of(start.cursor());
        request = request.goingOnFrom(start.cursor());
        turn = 0;
        round = new Round(round.number() + 1, request.budget(), Marks.ends(bounds.partitions()), scheduler.nanoTime());
        outbox.add(new SessionSignal.Resumed(
                round.number(), resumes, bounds.epoch(), ResetPlan.mark(start.partitions(), said)));
        said.clear();
        start.passed().forEach(gap -> lost(gap, bounds.partitions()));
        on(SessionEvent.RESOLVED);
    }

    private void skip(StoreBounds bounds) {
        Cursor from = cursor.orElseThrow();
        if (!from.epoch().equals(bounds.epoch())) {
            logChanged(from, new PendingReset.NewLog(PendingReset.Begin.FIRST_OFFSET));
        } else {
            Map<Integer, Position> to = new HashMap<>();
            for (Gap gap : Marks.skipped(bounds.partitions(), from)) {
                to.put(gap.partition(), Marks.position(bounds.partitions(), gap.partition(), gap.to()));
                lost(gap, bounds.partitions());
            }
            cursor = Optional.of(from.with(to));
            on(SessionEvent.SKIPPED);
        }
        advance();
    }

    // Resetting.

    private void logChanged(Cursor unfit, PendingReset reset) {
        on(SessionEvent.LOG_CHANGED);
        cursor = Optional.of(unfit);
        pending = Optional.of(reset);
    }

    private void reset() {
        inquiry.ask(store::bounds, answer -> {
            if (answer instanceof StoreBounds bounds) {
                backoff.reset();
                ResetPlan plan = ResetPlan.of(pending.orElseThrow(), cursor.orElseThrow(), bounds);
                plan.notices().forEach(outbox::add);
                said.add(plan);
                request = request.startingAt(plan.start());
                on(SessionEvent.RESET_SAID);
                advance();
            } else if (answer instanceof Unavailable unavailable) {
                unavailable(unavailable.reason());
            }
        });
    }

    // Reading: replay and live.

    private void read() {
        Cursor from = cursor.orElseThrow();
        ReadRequest wanted = new ReadRequest(from, round.narrow(settings.page()), request.filter(), turn);
        long seen = parking.version();
        inquiry.ask(() -> store.read(wanted), answer -> {
            PendingReset.foundBy(answer).ifPresent(reset -> logChanged(from, reset));
            if (answer instanceof Page page) {
                deliver(page, from, seen);
            } else if (answer instanceof Unavailable unavailable) {
                unavailable(unavailable.reason());
            }
            advance();
        });
    }

    private void deliver(Page page, Cursor from, long seen) {
        backoff.reset();
        turn = page.nextTurn();
        Cursor next = Marks.nextOf(page);
        cursor = Optional.of(next);
        page.gaps().forEach(gap -> lost(gap, page.bounds()));
        if (!page.records().isEmpty()) {
            round.charge(page);
            outbox.add(new SessionSignal.Records(
                    countPage(page.records().size()),
                    state == SessionState.LIVE ? ReplayPhase.LIVE : ReplayPhase.REPLAY,
                    page.records(),
                    next,
                    round.remainingInAll(next)));
        } else if (scheduler.nanoTime() - outbox.lastSent()
                >= settings.bookmarkEvery().toNanos()) {
            outbox.add(new SessionSignal.Bookmark(next, Marks.nexts(page.bounds())));
        }
        conclude(page, next);
        if (next.equals(from) && (state == SessionState.REPLAYING || state == SessionState.LIVE)) {
            parking.park(seen, settings.safetyPoll());
        }
    }

    private void conclude(Page page, Cursor next) {
        if (state == SessionState.REPLAYING) {
            Optional<CapReason> spent = round.spent(scheduler.nanoTime());
            if (round.reached(next)) {
                targetReached(page, next);
            } else if (spent.isPresent()) {
                on(SessionEvent.BUDGET_SPENT);
                outbox.add(new SessionSignal.ReplayCapped(spent.get(), next, round.remaining(next)));
                if (request.onCap() == OnCap.SKIP_TO_LIVE) {
                    on(SessionEvent.SKIP);
                }
            }
        } else if (state == SessionState.LIVE && Marks.lag(page.bounds(), next) > settings.fellBehindAt()) {
            on(SessionEvent.FELL_BEHIND);
            round.aimAt(Marks.ends(page.bounds()));
            outbox.add(new SessionSignal.FellBehind(Marks.lag(page.bounds(), next)));
        }
    }

    private void targetReached(Page page, Cursor next) {
        on(SessionEvent.TARGET_REACHED);
        if (round.isOver()) {
            outbox.add(new SessionSignal.CaughtUp(Marks.lag(page.bounds(), next)));
        } else {
            round.end();
            outbox.add(
                    new SessionSignal.ReplayComplete(round.number(), round.target(), round.delivered(), round.gaps()));
        }
    }

    private void unavailable(String reason) {
        Duration wait = backoff.next();
        if (backoff.failures() == SAY_UNAVAILABLE_AT) {
            outbox.add(new SessionSignal.ErrorNotice(ErrorCode.STORE_UNAVAILABLE, reason));
        }
        parking.park(parking.version(), wait);
        advance();
    }

    private void lost(Gap gap, SortedMap<Integer, PartitionBounds> bounds) {
        round.countGap();
        teller.tell(gap, cursor.orElseThrow().epoch(), bounds);
    }
}
