package io.dashstream.replay.session;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session does, one step at a time: the state machine, and the loop that reads whenever nothing is under way.
 * Everything but {@link #post} and {@link #status} is used in the session's mailbox only.
 */
final class SessionLoop {

    private static final Logger LOG = LoggerFactory.getLogger(SessionLoop.class);

    private final ReplayStore store;
    private final SessionScheduler scheduler;
    private final SessionSettings settings;
    private final Mailbox mailbox;
    private final Outbox outbox;
    private final Inquiry inquiry;
    private final Parking parking;
    private final Window window;
    private final Outage outage;
    private final Teller teller;
    private final Resets resets;
    private final StartSearch starts;
    private final Resyncs resyncs;
    private final Heartbeat heartbeat;
    private final Lateness lateness;

    private SessionState state = SessionState.NEW;
    private ResumeRequest request = ResumeRequest.firstConnect();
    private Optional<Cursor> cursor = Optional.empty();
    private Optional<SessionSignal.Bookmark> place = Optional.empty();
    private Round round;
    private final Unheard unheard = new Unheard();
    private boolean hearing;
    private boolean skipping;
    private boolean wantsResync;
    private boolean gateShut;
    private int turn;
    private long recordsSent;
    private long refused;
    private long resumes;

    private volatile SessionStatus status =
            new SessionStatus(SessionState.NEW, false, Optional.empty(), 0, 0, 0, 0, 0, SessionLag.NONE);

    SessionLoop(ReplayStore store, SessionChannel channel, SessionSettings settings, SessionScheduler scheduler) {
        this.store = store;
        this.settings = settings;
        this.scheduler = scheduler;
        this.mailbox = new Mailbox(scheduler, this::fail, this::publish);
        this.outbox = new Outbox(channel, scheduler, settings.sendTimeout(), mailbox, this::advance, this::end);
        this.inquiry = new Inquiry(scheduler, mailbox, settings.readTimeout(), this::unavailable);
        this.parking = new Parking(store.appended(), scheduler, mailbox, this::advance);
        this.window = new Window(settings.windowPages(), settings.credit());
        this.outage = new Outage(
                new Backoff(settings.retryAfter(), settings.retryAtMost(), scheduler::chance), parking, outbox);
        this.teller = new Teller(outbox);
        this.resets = new Resets(outbox);
        this.starts = new StartSearch(
                store,
                inquiry,
                parking,
                new Hold(scheduler, settings.aheadGrace(), store::endsHeard),
                settings.page(),
                new Found());
        this.resyncs = new Resyncs(
                store,
                inquiry,
                settings.page(),
                settings.maxRecordBytes(),
                outbox::add,
                this::countPage,
                this::unavailable);
        this.heartbeat = new Heartbeat(
                outbox, scheduler, mailbox, settings.bookmarkEvery(), settings.safetyPoll(), this::breakTheSilence);
        this.lateness = new Lateness(scheduler.nanoTime());
        this.round = new Round(0, ReplayBudget.UNLIMITED, new TreeMap<>(), scheduler.nanoTime());
    }

    /** Runs a task in the session's mailbox, and then whatever is to be done next. Thread-safe. */
    void post(Runnable task) {
        mailbox.post(() -> {
            task.run();
            // Only a session that waits for its client is woken by it: others wait for the store.
            if (gateShut) {
                parking.leave();
            }
            advance();
        });
    }

    /** What the session was doing when it last changed. Thread-safe. */
    SessionStatus status() {
        return status;
    }

    // What the client does.

    void resume(ResumeRequest wanted) {
        if (state != SessionState.CLOSED) {
            request = wanted;
            resumes++;
            resets.begin();
            unheard.ask(wanted.from());
            heartbeat.begin();
        }
        on(SessionEvent.RESUME);
    }

    void applied(Epoch epoch, long page) {
        if (!window.applied(epoch, page, scheduler.nanoTime())) {
            teller.object(ErrorCode.INVALID_PROGRESS, window.objection(epoch, page));
        }
    }

    void resync(ThreadKey thread) {
        on(SessionEvent.RESYNC);
        if (wantsResync && resyncs.add(thread)) {
            // A store that failed is not asked earlier because a client asks for more.
            if (!outage.lasts()) {
                parking.leave();
            }
        } else if (wantsResync) {
            teller.object(ErrorCode.BUSY, "too many threads are waiting to be sent again");
        }
        wantsResync = false;
    }

    void say(SessionSignal.Frame frame) {
        if (state != SessionState.CLOSED) {
            teller.say(frame);
        }
    }

    void lookAgain() {
        LOG.trace("channel ready");
    }

    // The state machine.

    void on(SessionEvent event) {
        SessionTable.Cell cell = SessionTable.cell(state, event);
        state = cell.next();
        switch (cell.effect()) {
            case RESOLVE, RESOLVE_RESET -> lookFor(false);
            case RESOLVE_SKIP -> lookFor(true);
            case RESOLVE_HEARD -> {
                hearing = true;
                place = Optional.empty();
                starts.forgetHold();
                request = request.goingOnFrom(cursor.orElseThrow());
            }
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
        starts.forgetHold();
        resyncs.abandon();
        resets.forget();
        place = Optional.empty();
        skipping = whatIsSkipped;
        hearing = false;
    }

    private void refuse(SessionEvent event) {
        refused++;
        teller.object(ErrorCode.NOT_NOW, event + " has no meaning in state " + state);
    }

    private void fail(RuntimeException failure) {
        LOG.error("A replay session failed in state {} and is closed", state, failure);
        end(CloseReason.INTERNAL_ERROR);
    }

    void end(CloseReason reason) {
        if (state != SessionState.CLOSED) {
            on(SessionEvent.CLOSE);
            inquiry.forget();
            parking.leave();
            heartbeat.end();
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

    /** Nothing was sent for long: an idle session looks, which gives a bookmark; another one says that it waits. */
    private void breakTheSilence() {
        boolean idle = parking.isParked() && !gateShut && !outage.lasts();
        if (idle && (state == SessionState.REPLAYING || state == SessionState.LIVE)) {
            parking.leave();
            advance();
        } else {
            outbox.add(new SessionSignal.Waiting(place));
        }
    }

    private long countPage(int records) {
        outage.end();
        recordsSent += records;
        return window.send(cursor.orElseThrow().epoch(), records, scheduler.nanoTime());
    }

    private Optional<LagCause> waitsFor() {
        if (gateShut && !window.isOpen()) {
            return Optional.of(LagCause.APPLY);
        }
        if (gateShut || outbox.busy()) {
            return Optional.of(LagCause.TRANSPORT);
        }
        return inquiry.isOpen() || outage.lasts() ? Optional.of(LagCause.STORE) : Optional.empty();
    }

    private void publish() {
        lateness.waits(waitsFor(), scheduler.nanoTime());
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
                if (skipping) {
                    skip(bounds);
                } else if (hearing && isAnotherLog(bounds)) {
                    begunAnew();
                } else {
                    request = request.in(bounds.epoch());
                    starts.find(request, bounds, unheard, seen);
                }
            } else if (answer instanceof Unavailable unavailable) {
                unavailable(unavailable.reason());
            }
        });
    }

    private void begin(StoreBounds bounds, Resolution.Start start) {
        outage.end();
        cursor = Optional.of(start.cursor());
        request = request.goingOnFrom(start.cursor());
        turn = 0;
        SortedMap<Integer, Long> target = Marks.ends(bounds.partitions());
        round = hearing && !round.isOver()
                ? round.goingOn(target)
                : new Round(round.number() + 1, request.budget(), target, scheduler.nanoTime());
        hearing = false;
        unheard.settle(start, bounds);
        outbox.add(new SessionSignal.Resumed(
                round.number(),
                resumes,
                bounds.epoch(),
                resets.mark(start.partitions()),
                unheard.kept(start.cursor())));
        start.passed().forEach(gap -> lost(gap, bounds.partitions()));
        on(SessionEvent.RESOLVED);
    }

    private void skip(StoreBounds bounds) {
        outage.end();
        if (isAnotherLog(bounds)) {
            begunAnew();
        } else {
            Cursor from = cursor.orElseThrow();
            Map<Integer, Position> to = new HashMap<>();
            for (Gap gap : Marks.skipped(bounds.partitions(), from)) {
                to.put(gap.partition(), Marks.position(bounds.partitions(), gap.partition(), gap.to()));
                lost(gap, bounds.partitions());
            }
            cursor = Optional.of(from.with(to));
            on(SessionEvent.SKIPPED);
            advance();
        }
    }

    private boolean isAnotherLog(StoreBounds bounds) {
        return !cursor.orElseThrow().epoch().equals(bounds.epoch());
    }

    /** The client was attached when the log began: all of it is news. */
    private void begunAnew() {
        unfit(cursor.orElseThrow(), new PendingReset.NewLog(PendingReset.Begin.FIRST_OFFSET));
        advance();
    }

    // Resetting.

    /** The log is not the one that the cursor was made for, or no longer reaches as far. */
    private void unfit(Cursor cursorThen, PendingReset reset) {
        outage.end();
        on(SessionEvent.LOG_CHANGED);
        place = Optional.empty();
        cursor = Optional.of(cursorThen);
        resets.await(reset);
    }

    private void reset() {
        inquiry.ask(store::bounds, answer -> {
            if (answer instanceof StoreBounds bounds) {
                outage.end();
                ResetPlan plan = resets.say(cursor.orElseThrow(), bounds);
                plan.anew().ifPresent(begin -> unheard.beginAnew(begin, plan.start(), bounds));
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
        ReadRequest wanted =
                new ReadRequest(unheard.passedOver(from), round.narrow(settings.page()), request.filter(), turn);
        long seen = parking.version();
        inquiry.ask(() -> store.read(wanted), answer -> {
            PendingReset.foundBy(answer).ifPresent(reset -> unfit(from, reset));
            if (answer instanceof Page page) {
                deliver(page, from, seen);
            } else if (answer instanceof Unavailable unavailable) {
                unavailable(unavailable.reason());
            }
            advance();
        });
    }

    private void deliver(Page page, Cursor from, long seen) {
        outage.end();
        turn = page.nextTurn();
        Cursor next = unheard.keep(Marks.nextOf(page, unheard.partitions()), from);
        cursor = Optional.of(next);
        SessionSignal.Bookmark here = new SessionSignal.Bookmark(next, Marks.nexts(page.bounds()));
        place = Optional.of(here);
        page.gaps().forEach(gap -> lost(gap, page.bounds()));
        Optional<Gap> withheld = oversized(page);
        if (withheld.isPresent()) {
            lost(withheld.get(), page.bounds());
        } else if (!page.records().isEmpty()) {
            round.charge(page);
            outbox.add(new SessionSignal.Records(
                    countPage(page.records().size()),
                    state == SessionState.LIVE ? ReplayPhase.LIVE : ReplayPhase.REPLAY,
                    page.records(),
                    next,
                    round.remainingInAll(next)));
        } else if (scheduler.nanoTime() - outbox.lastSent()
                >= settings.bookmarkEvery().toNanos()) {
            outbox.add(here);
        }
        // A budget that is spent is said first: there is nothing left to go on with.
        if (unheard.isHeardIn(page.bounds())
                && round.spent(scheduler.nanoTime()).isEmpty()) {
            on(SessionEvent.HEARD);
            return;
        }
        conclude(page, next);
        if (next.equals(from) && (state == SessionState.REPLAYING || state == SessionState.LIVE)) {
            parking.park(seen, settings.safetyPoll());
        }
    }

    /** A record that is larger than a page is alone in it. */
    private Optional<Gap> oversized(Page page) {
        return page.records().stream()
                .filter(record -> record.size() > settings.maxRecordBytes())
                .findFirst()
                .map(record -> new Gap(record.partition(), record.offset(), record.offset() + 1, GapReason.OVERSIZED));
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
            outbox.add(lateness.fellBehind(Marks.lag(page.bounds(), next), scheduler.nanoTime()));
        }
        if (Marks.hasAll(page.bounds(), next)) {
            lateness.hasAll(scheduler.nanoTime());
        }
    }

    private void targetReached(Page page, Cursor next) {
        on(SessionEvent.TARGET_REACHED);
        if (round.isOver()) {
            outbox.add(lateness.caughtUp(Marks.lag(page.bounds(), next), scheduler.nanoTime()));
        } else {
            round.end();
            outbox.add(new SessionSignal.ReplayComplete(
                    round.number(), round.target(), round.delivered(), round.gaps(), unheard.partitions()));
        }
    }

    private void unavailable(String reason) {
        outage.goesOn(reason);
        advance();
    }

    private void lost(Gap gap, SortedMap<Integer, PartitionBounds> bounds) {
        round.countGap();
        teller.tell(gap, cursor.orElseThrow().epoch(), bounds);
    }

    /** What comes of looking for a start. */
    private final class Found implements StartSearch.Outcome {

        @Override
        public void start(StoreBounds bounds, Resolution.Start start) {
            begin(bounds, start);
        }

        @Override
        public void unfit(Cursor asked, PendingReset reset) {
            SessionLoop.this.unfit(asked, reset);
        }

        @Override
        public void held() {
            outage.end();
        }

        @Override
        public void unavailable(String reason) {
            SessionLoop.this.unavailable(reason);
        }

        @Override
        public void settled() {
            advance();
        }
    }
}
