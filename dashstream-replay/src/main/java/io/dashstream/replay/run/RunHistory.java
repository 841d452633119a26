package io.dashstream.replay.run;

import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.RunState;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.run.StateAt;
import io.dashstream.core.wire.Sequences;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.run.HistoryAnswer.Reason;
import io.dashstream.replay.settings.NumberSetting;
import io.dashstream.replay.store.ReplayStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Time travel, read-only: the state of a run at any sequence, rebuilt from the stored records and verified.
 *
 * <p>It begins at the nearest message before the sequence that says the state whole, and applies what follows. Where that
 * is not enough, because a message was bad or other runs of the thread were going on, it begins at the start of the run,
 * or of the oldest of those. A state that it gives is right; where it can't know, it says why. Calls block for as long as the store takes, at most ten
 * seconds for each page; a state is given up when its time is over, and refused at once while as many are being rebuilt as may
 * be. Thread-safe.
 */
public final class RunHistory {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REBUILD_TIMEOUT = Duration.ofMillis(NumberSetting.STATE_TIMEOUT_MS.preset());
    private static final int REBUILDS = Math.toIntExact(NumberSetting.STATE_REBUILDS.preset());

    private final ReplayStore store;
    private final RunIndex index;
    private final int maxMessageBytes;
    private final Duration rebuildTimeout;
    private final int rebuilds;
    private final Semaphore free;

    /**
     * Creates a history that rebuilds 4 states at once, each in at most 30 seconds.
     *
     * @param store where the records are
     * @param index which runs there are
     * @param maxMessageBytes how large a message may be, decompressed
     */
    public RunHistory(ReplayStore store, RunIndex index, int maxMessageBytes) {
        this(store, index, maxMessageBytes, REBUILD_TIMEOUT, REBUILDS);
    }

    /**
     * Creates a history.
     *
     * @param store where the records are
     * @param index which runs there are
     * @param maxMessageBytes how large a message may be, decompressed
     * @param rebuildTimeout how long one state may take; positive
     * @param rebuilds how many states may be rebuilt at once, 1 or more
     */
    public RunHistory(ReplayStore store, RunIndex index, int maxMessageBytes, Duration rebuildTimeout, int rebuilds) {
        this.store = store;
        this.index = index;
        this.maxMessageBytes = maxMessageBytes;
        this.rebuildTimeout = rebuildTimeout;
        this.rebuilds = rebuilds;
        this.free = new Semaphore(rebuilds);
    }

    /**
     * The state of a run as it was after a message.
     *
     * @param key which run
     * @param sequence which message, an unsigned number; any number between the run's first and last
     * @return the state, or why it is not known
     */
    public HistoryAnswer stateAt(RunKey key, long sequence) {
        boolean complete = index.isComplete();
        Optional<RunTable.Row> row = index.row(key);
        if (row.isEmpty()) {
            return complete && index.isComplete()
                    ? unknown(Reason.NO_SUCH_RUN, "no run " + key + " is indexed")
                    : notIndexed("no run " + key + " was found so far");
        }
        RunSummary run = row.get().summary();
        if (Sequences.compare(sequence, run.firstSequence()) < 0) {
            return unknown(Reason.BEFORE_START, "the run begins at sequence " + Sequences.toText(run.firstSequence()));
        }
        if (Sequences.compare(sequence, run.lastSequence()) > 0) {
            String reached = "the run has come to sequence " + Sequences.toText(run.lastSequence());
            return complete && index.isComplete() ? unknown(Reason.NOT_REACHED, reached) : notIndexed(reached);
        }
        if (!free.tryAcquire()) {
            return unknown(Reason.BUSY, rebuilds + " states are being rebuilt already; ask again");
        }
        try {
            return rebuilt(row.get(), sequence, Deadline.in(rebuildTimeout));
        } finally {
            free.release();
        }
    }

    private HistoryAnswer rebuilt(RunTable.Row row, long sequence, Deadline deadline) {
        return nearest(row.bases(), sequence)
                .map(base -> fromBase(row, base, sequence, deadline))
                .filter(answer -> answer.known().isPresent())
                .orElseGet(() ->
                        answer(reading(row.summary(), row.context(), deadline), row.summary(), sequence, deadline));
    }

    /**
     * Replays a run from its first message on.
     *
     * @param key which run
     * @param visitor gets everything that happens to the run, in order: each message, each state, each corruption
     * @return what came of it, or empty if no such run is indexed
     */
    public Optional<RunReplay> replay(RunKey key, Consumer<RunUpdate.OfRun> visitor) {
        return index.row(key).map(row -> {
            Tally tally = new Tally(key, visitor);
            try (RunReading reading = reading(row.summary(), row.context(), Deadline.none())) {
                Optional<List<RunUpdate>> updates = reading.advance();
                while (updates.isPresent()) {
                    updates.get().forEach(tally::take);
                    updates = reading.advance();
                }
                return tally.result(reading);
            }
        });
    }

    private HistoryAnswer fromBase(RunTable.Row row, Base base, long sequence, Deadline deadline) {
        RunSummary run = row.summary();
        RunReading reading = reading(run, startAt(run, base), deadline);
        if (!base.place().equals(row.start())) {
            reading.primeWith(row.start());
        }
        return answer(reading, run, sequence, deadline);
    }

    private static HistoryAnswer answer(RunReading reading, RunSummary run, long sequence, Deadline deadline) {
        try (reading) {
            boolean more = true;
            while (more && !reached(reading.run(run.key()), sequence)) {
                more = reading.advance().isPresent();
            }
            return found(reading, run, sequence, deadline);
        }
    }

    private static boolean reached(Optional<RunState> run, long sequence) {
        return run.map(state -> Sequences.compare(state.lastSequence(), sequence) >= 0)
                .orElse(false);
    }

    private static HistoryAnswer found(RunReading reading, RunSummary run, long sequence, Deadline deadline) {
        if (reading.failure().isPresent()) {
            return unknown(
                    deadline.isOver() ? Reason.TIMED_OUT : Reason.STORE_UNAVAILABLE,
                    reading.failure().get());
        }
        Optional<StateAt> found = reading.run(run.key()).map(state -> state.stateAt(sequence));
        if (found.isPresent() && found.get() instanceof StateAt.Known known) {
            return new HistoryAnswer.Known(known.value());
        }
        if (reading.hasGaps() || found.isEmpty()) {
            return unknown(Reason.HISTORY_GONE, "part of the run's records is no longer kept");
        }
        StateAt why = found.get();
        if (why instanceof StateAt.Corrupted corrupted) {
            return new HistoryAnswer.Corrupted(corrupted.corruption());
        }
        return why instanceof StateAt.Dropped
                ? unknown(
                        Reason.TOO_LARGE, "the states up to sequence " + Sequences.toText(sequence) + " are too large")
                : unknown(Reason.NO_STATE_YET, "no state was said before sequence " + Sequences.toText(sequence));
    }

    private RunReading reading(RunSummary run, Cursor from, Deadline deadline) {
        return new RunReading(store, run, from, maxMessageBytes, READ_TIMEOUT, deadline);
    }

    private static Optional<Base> nearest(List<Base> bases, long sequence) {
        return bases.stream()
                .filter(base -> Sequences.compare(base.sequence(), sequence) <= 0)
                .reduce((first, second) -> second);
    }

    private static Cursor startAt(RunSummary run, Base base) {
        return run.first()
                .with(base.place().partition(), Position.at(base.place().offset()));
    }

    /** Not there, as far as the log was read, which is not all of it. */
    private HistoryAnswer notIndexed(String detail) {
        SortedSet<Integer> awaited = index.awaited();
        String why = awaited.isEmpty()
                ? "the log is not read to its end yet"
                : awaited.size() + " partitions have not answered yet, the first of them " + awaited.first();
        return unknown(Reason.NOT_INDEXED_YET, detail + ", and " + why);
    }

    private static HistoryAnswer unknown(Reason reason, String detail) {
        return new HistoryAnswer.Unknown(reason, detail);
    }
}
