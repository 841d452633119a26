package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The way from what a client asks for to the cursor that its session begins with: looking up what offsets do not name,
 * and waiting for a log that has not come as far as the client's cursor. Used in the session's mailbox only.
 */
final class StartSearch {

    /** What comes of it. */
    interface Outcome {

        /** The start is known. */
        void start(StoreBounds bounds, Resolution.Start start);

        /** The cursor can't be served as it is. */
        void unfit(Cursor asked, PendingReset reset);

        /** The cursor is ahead of the log, which may come to it: the search goes on when there is more of it. */
        void held();

        /** The store does not answer. */
        void unavailable(String reason);

        /** Whatever came of it is said or done; or nothing did, and the search begins anew. */
        void settled();
    }

    private final ReplayStore store;
    private final Inquiry inquiry;
    private final Parking parking;
    private final Hold hold;
    private final PageLimits limits;
    private final Locator locator;
    private final Outcome outcome;
    private final Set<Integer> held = new HashSet<>();

    StartSearch(ReplayStore store, Inquiry inquiry, Parking parking, Hold hold, PageLimits limits, Outcome outcome) {
        this.store = store;
        this.inquiry = inquiry;
        this.parking = parking;
        this.hold = hold;
        this.limits = limits;
        this.locator = new Locator(store, inquiry, limits);
        this.outcome = outcome;
    }

    /** Another search is coming: it has the whole time to wait. */
    void forgetHold() {
        hold.end();
        held.clear();
    }

    /**
     * Looks for the start.
     *
     * @param request what the client asks for, in the log of the bounds
     * @param bounds where the store begins and ends
     * @param unheard the partitions that the session has no place in as they did not answer
     * @param seen the version of the store's signal before it was asked
     */
    void find(ResumeRequest request, StoreBounds bounds, Unheard unheard, long seen) {
        Optional<StartFrom> others = unheard.sought(request.from(), bounds);
        locator.locate(
                others.orElse(request.from()),
                request.filter(),
                bounds,
                offsets -> resolve(
                        request,
                        bounds,
                        others.isEmpty() ? offsets : unheard.places(request.from(), bounds, offsets),
                        seen),
                why -> {
                    if (why instanceof Unavailable unavailable) {
                        outcome.unavailable(unavailable.reason());
                    } else {
                        outcome.settled();
                    }
                });
    }

    private void resolve(ResumeRequest request, StoreBounds bounds, SortedMap<Integer, Long> located, long seen) {
        Resolution resolution = Resolver.resolve(request, bounds, located);
        if (resolution instanceof Resolution.Start start) {
            outcome.start(bounds, start.afterHolding(held));
        } else if (resolution instanceof Resolution.Reset reset) {
            outcome.unfit(asked(request), reset.pending());
        } else if (resolution instanceof Resolution.Hold wait) {
            // There is nothing to read at an offset that the log has not reached, but the leader epoch behind it
            // counts.
            inquiry.ask(
                    () -> store.read(ReadRequest.first(wait.ahead(), limits)),
                    answer -> hold(asked(request), wait, bounds, answer, seen));
        }
        outcome.settled();
    }

    private void hold(Cursor asked, Resolution.Hold wait, StoreBounds bounds, ReadResult answer, long seen) {
        Optional<PendingReset> moved = PendingReset.Moved.foundBy(answer);
        if (moved.isPresent()) {
            outcome.unfit(asked, moved.get());
        } else if (answer instanceof Unavailable unavailable) {
            outcome.unavailable(unavailable.reason());
        } else if (hold.isOver(wait.doubtful(bounds))) {
            outcome.unfit(asked, wait.otherwise());
        } else {
            held.addAll(wait.ahead().partitions().keySet());
            outcome.held();
            parking.park(seen, hold.left());
        }
        outcome.settled();
    }

    private static Cursor asked(ResumeRequest request) {
        return request.from().cursor().orElseThrow();
    }
}
