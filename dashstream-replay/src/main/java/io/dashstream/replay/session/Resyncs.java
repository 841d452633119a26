package io.dashstream.replay.session;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.session.SessionSignal.ResyncOutcome;
import io.dashstream.replay.store.Located;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.Unavailable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads that a client wants again, from their newest whole state up to where the session stands, one after the
 * other. The session reads nothing newer meanwhile, so what follows a resync fits behind it. Used in the session's
 * mailbox only.
 */
final class Resyncs {

    private static final int MOST = 16;

    /** One thread on its way. */
    private static final class Passage {

        private final ThreadKey thread;
        private Cursor at;
        private int turn;
        private long sent;
        private boolean trusted = true;

        Passage(ThreadKey thread, Cursor at) {
            this.thread = thread;
            this.at = at;
        }
    }

    private final ReplayStore store;
    private final Inquiry inquiry;
    private final PageLimits limits;
    private final long maxRecordBytes;
    private final Consumer<SessionSignal> say;
    private final PageCount pages;
    private final Consumer<String> unavailable;
    private final Deque<ThreadKey> waiting = new ArrayDeque<>();
    private @Nullable Passage current;

    /** Gives pages their numbers. */
    interface PageCount {
        long next(int records);
    }

    Resyncs(
            ReplayStore store,
            Inquiry inquiry,
            PageLimits limits,
            long maxRecordBytes,
            Consumer<SessionSignal> say,
            PageCount pages,
            Consumer<String> unavailable) {
        this.store = store;
        this.inquiry = inquiry;
        this.limits = limits;
        this.maxRecordBytes = maxRecordBytes;
        this.say = say;
        this.pages = pages;
        this.unavailable = unavailable;
    }

    /** Takes a thread in; false if too many are waiting. One that waits already is sent once. */
    boolean add(ThreadKey thread) {
        if (waiting.contains(thread)) {
            return true;
        }
        return waiting.size() < MOST && waiting.add(thread);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Says of every thread that it will not come: the session goes on elsewhere. */
    void abandon() {
        current = null;
        while (!waiting.isEmpty()) {
            say.accept(new SessionSignal.Resynced(waiting.remove(), ResyncOutcome.UNAVAILABLE, 0));
        }
    }

    /**
     * One step: finds where the thread's state begins, or reads a page of it.
     *
     * @param until where the session stands
     * @param filter what the session may see
     * @param then goes on
     */
    void step(Cursor until, RecordFilter filter, Runnable then) {
        Passage passage = current;
        if (passage == null) {
            ThreadKey thread = waiting.element();
            inquiry.ask(() -> store.seek(until.epoch(), new SeekTarget.NewestBase(thread)), found -> {
                found(thread, found, until);
                then.run();
            });
        } else {
            // All of the thread, also what the client may not see: it has to know that something is missing.
            RecordFilter ofThread = RecordFilter.touching(passage.thread);
            ReadRequest wanted = new ReadRequest(passage.at, limits, ofThread, passage.turn);
            inquiry.ask(() -> store.read(wanted), answer -> {
                read(passage, answer, until, filter);
                then.run();
            });
        }
    }

    private void found(ThreadKey thread, SeekResult found, Cursor until) {
        if (found instanceof Located located) {
            Map<Integer, Position> starts = new HashMap<>();
            located.offsets().forEach((partition, offset) -> {
                if (until.position(partition).isPresent() && offset < until.next(partition)) {
                    starts.put(partition, Position.at(offset));
                }
            });
            current = new Passage(thread, Cursor.of(until.epoch(), starts));
            if (starts.isEmpty()) {
                end(ResyncOutcome.UNAVAILABLE);
            }
        } else if (found instanceof Unavailable failed) {
            unavailable.accept(failed.reason());
        } else {
            // The log has changed: what the session reads next finds that out and says it.
            current = new Passage(thread, Cursor.empty(until.epoch()));
            end(ResyncOutcome.UNAVAILABLE);
        }
    }

    private void read(Passage passage, ReadResult answer, Cursor until, RecordFilter filter) {
        if (answer instanceof Page page) {
            deliver(passage, page, until, filter);
        } else if (answer instanceof Unavailable failed) {
            unavailable.accept(failed.reason());
        } else {
            end(ResyncOutcome.UNAVAILABLE);
        }
    }

    private void deliver(Passage passage, Page page, Cursor until, RecordFilter filter) {
        List<StoredRecord> ofThread = page.records().stream()
                .filter(record -> record.offset() < until.next(record.partition()))
                .toList();
        List<StoredRecord> records = ofThread.stream()
                .filter(record -> filter.accepts(record.label()) && record.size() <= maxRecordBytes)
                .toList();
        passage.trusted &= records.size() == ofThread.size();
        passage.trusted &= page.gaps().stream().noneMatch(gap -> gap.from() < until.next(gap.partition()));
        if (!records.isEmpty()) {
            // Without a whole state in front, the thread is only what is left of it.
            passage.trusted &= passage.sent > 0 || records.get(0).label().isBaseOf(passage.thread);
            passage.sent += records.size();
            say.accept(new SessionSignal.ThreadRecords(pages.next(records.size()), until.epoch(), records));
        }
        boolean stuck = page.next().equals(passage.at);
        passage.at = page.next();
        passage.turn = page.nextTurn();
        if (stuck || hasReached(passage.at, until)) {
            boolean whole = passage.trusted && passage.sent > 0 && hasReached(passage.at, until);
            end(whole ? ResyncOutcome.COMPLETE : ResyncOutcome.UNAVAILABLE);
        }
    }

    private static boolean hasReached(Cursor at, Cursor until) {
        return at.partitions().entrySet().stream()
                .allMatch(entry -> entry.getValue().next() >= until.next(entry.getKey()));
    }

    private void end(ResyncOutcome outcome) {
        long sent = Optional.ofNullable(current).map(passage -> passage.sent).orElse(0L);
        current = null;
        say.accept(new SessionSignal.Resynced(waiting.remove(), outcome, sent));
    }
}
