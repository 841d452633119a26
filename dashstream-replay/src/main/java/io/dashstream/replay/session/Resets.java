package io.dashstream.replay.session;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.session.SessionSignal.PartitionStart;
import io.dashstream.replay.store.StoreBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The resets of one resume: the one that the client has not been told yet, and those that it has, until it hears what it
 * got in the end. Used in the session's mailbox only.
 */
final class Resets {

    private final Outbox outbox;
    private final List<ResetPlan> said = new ArrayList<>();
    private Optional<PendingReset> pending = Optional.empty();

    Resets(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Another resume: what was said before concerns it no more. */
    void begin() {
        said.clear();
    }

    /** One has to be said. */
    void await(PendingReset reset) {
        pending = Optional.of(reset);
    }

    /** The one that has to be said is void: the session looks for a start anew. */
    void forget() {
        pending = Optional.empty();
    }

    /** Tells the client, and returns what. */
    ResetPlan say(Cursor unfit, StoreBounds bounds) {
        ResetPlan plan = ResetPlan.of(pending.orElseThrow(), unfit, bounds);
        plan.notices().forEach(outbox::add);
        said.add(plan);
        return plan;
    }

    /** What each partition got in the end, where resets have moved some of them. */
    SortedMap<Integer, PartitionStart> mark(SortedMap<Integer, PartitionStart> starts) {
        SortedMap<Integer, PartitionStart> marked = ResetPlan.mark(starts, said);
        said.clear();
        return marked;
    }
}
