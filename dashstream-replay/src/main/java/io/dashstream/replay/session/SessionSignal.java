package io.dashstream.replay.session;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a session tells its client. A dialect turns signals into frames; their order is part of the contract.
 *
 * <p>Three kinds of bad news are never mixed: a {@link GapNotice} says that records will never come, a
 * {@link CursorReset} that the session does not start where it was asked to, and {@link ReplayCapped} that a budget ran
 * out before {@link ReplayComplete} could be said.
 */
public sealed interface SessionSignal {

    /** How a partition starts. */
    enum Disposition {
        /** Where the client asked. */
        EXACT,
        /** Where the client asked, once this server's log had come there: another server was further. */
        HELD,
        /** At the floor: retention has passed the client's cursor. */
        GAP,
        /** Somewhere else, because the cursor does not belong to this log. */
        RESET,
        /** The partition was not in the client's cursor. */
        NEW
    }

    /**
     * What one partition got.
     *
     * @param requested the offset that the client asked for, if it named one
     * @param start where the session starts
     * @param floor the oldest offset that is kept
     * @param highWater the target: the end of the partition when the resume was accepted
     * @param disposition how start and requested relate
     */
    record PartitionStart(Optional<Long> requested, long start, long floor, long highWater, Disposition disposition) {

        PartitionStart held() {
            return disposition == Disposition.EXACT
                    ? new PartitionStart(requested, start, floor, highWater, Disposition.HELD)
                    : this;
        }
    }

    /**
     * The resume was accepted. Said once per resolve, before anything else of it.
     *
     * @param round counts the resolves of this session from 1 on: resumes, and what begins anew by itself
     * @param resume which resume it goes back to, counted from 1 on as they were asked for
     * @param epoch the incarnation of the log
     * @param partitions what each partition got
     * @param awaited partitions that the log has and that never answered, with the client's place if it has one: the
     *     session goes on without them, and begins anew with the next round when one does
     */
    record Resumed(
            int round,
            long resume,
            Epoch epoch,
            SortedMap<Integer, PartitionStart> partitions,
            SortedMap<Integer, Optional<Position>> awaited)
            implements SessionSignal {}

    /**
     * The records of a range will not come.
     *
     * @param epoch the incarnation of the log
     * @param gap the range and why
     * @param earliestAvailable the oldest offset of the partition that is kept
     */
    record GapNotice(Epoch epoch, Gap gap, long earliestAvailable) implements SessionSignal {}

    /**
     * The session does not go on where the client asked. Said if and only if that is so, and before any record behind
     * it.
     *
     * @param reason why
     * @param partition the one partition concerned, or empty for all
     * @param oldEpoch the epoch of the client's cursor
     * @param newEpoch the epoch from here on
     * @param requested where the client wanted to go on
     * @param start where it goes on
     */
    record CursorReset(
            ResetReason reason,
            OptionalInt partition,
            Epoch oldEpoch,
            Epoch newEpoch,
            Map<Integer, Position> requested,
            Map<Integer, Position> start)
            implements SessionSignal {}

    /**
     * Records.
     *
     * @param sequence counts the pages of this session from 1 on
     * @param phase on the way to the target, or behind it
     * @param records the records, at least one
     * @param next where the client resumes once it has applied them all
     * @param remaining how many offsets are left to the target at most
     */
    record Records(long sequence, ReplayPhase phase, List<StoredRecord> records, Cursor next, long remaining)
            implements SessionSignal {}

    /**
     * Records of one thread again. They move no cursor.
     *
     * @param sequence counts the pages of this session from 1 on, together with all others
     * @param epoch the incarnation of the log
     * @param records the records, at least one
     */
    record ThreadRecords(long sequence, Epoch epoch, List<StoredRecord> records) implements SessionSignal {}

    /** How a resync ended. */
    enum ResyncOutcome {
        /** The client has the thread's newest whole state and everything since. */
        COMPLETE,
        /** Something of that is not there: the thread stays unknown until its next whole state. */
        UNAVAILABLE
    }

    /**
     * A thread that was asked for again is over. Said once for each that was taken in, in that order.
     *
     * @param thread the thread
     * @param outcome whether it can be trusted now
     * @param records how many records came
     */
    record Resynced(ThreadKey thread, ResyncOutcome outcome, long records) implements SessionSignal {}

    /**
     * A frame of the dialect's own that has nothing to do with the log, in its place among the others.
     *
     * @param text the whole frame
     */
    record Frame(String text) implements SessionSignal {}

    /**
     * The budget ran out before the target. Nothing newer comes until the client goes on.
     *
     * @param reason which part of the budget
     * @param next where the session stands
     * @param remaining what is left to the target, at most, by partition
     */
    record ReplayCapped(CapReason reason, Cursor next, SortedMap<Integer, Long> remaining) implements SessionSignal {}

    /**
     * Every partition that answered has reached the target. Said once per resolve, also when there was nothing to send.
     *
     * @param round the resolve that is complete
     * @param target the high-water mark by partition when the resume was accepted
     * @param delivered how many records were sent since
     * @param gaps how many gaps were announced since
     * @param awaited partitions that never answered, of which nothing is claimed
     */
    record ReplayComplete(
            int round, SortedMap<Integer, Long> target, long delivered, long gaps, SortedSet<Integer> awaited)
            implements SessionSignal {}

    /**
     * A live session no longer keeps up.
     *
     * @param lagRecords how many offsets it is behind
     * @param lag how long ago it had everything, by the server's clock
     * @param cause what it has waited for longest since
     */
    record FellBehind(long lagRecords, Duration lag, LagCause cause) implements SessionSignal {}

    /**
     * A session that had fallen behind keeps up again.
     *
     * @param lagRecords how many offsets it is behind
     * @param lag how long ago it had everything before, by the server's clock
     * @param cause what it has waited for longest since
     */
    record CaughtUp(long lagRecords, Duration lag, LagCause cause) implements SessionSignal {}

    /**
     * A bookmark: the cursor moved, or the session is alive and idle. Said behind a read that found nothing to deliver.
     *
     * @param next where the client resumes
     * @param highWater the end of each partition
     */
    record Bookmark(Cursor next, SortedMap<Integer, Long> highWater) implements SessionSignal {}

    /**
     * The session is alive, and waits for something other than the log to grow: for its client to go on or to apply what
     * it has, for the store to answer, for the log to reach the client's cursor. Said when nothing else was for {@link
     * SessionSettings#bookmarkEvery()}.
     *
     * @param place where the session stands; empty while it looks for a start, or has read nothing from it yet
     */
    record Waiting(Optional<Bookmark> place) implements SessionSignal {}

    /**
     * Something went wrong that the session survives.
     *
     * @param code a word of a closed set
     * @param message what happened
     */
    record ErrorNotice(ErrorCode code, String message) implements SessionSignal {}

    /** What can go wrong without ending the session. */
    enum ErrorCode {
        /** The store can't be read at the moment; the session goes on trying. */
        STORE_UNAVAILABLE,
        /** What the client asked for has no meaning in the state that the session is in. */
        NOT_NOW,
        /** More is asked for than is done at once. */
        BUSY,
        /** What the client says it has applied can't be true. */
        INVALID_PROGRESS
    }
}
