package io.dashstream.replay.run;

import io.dashstream.core.run.AssemblerCounts;
import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunEnd;
import io.dashstream.core.run.RunKey;
import io.dashstream.replay.cursor.Cursor;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** What the index shows: written by its session, read by anybody. */
final class RunTable {

    /**
     * A run as it is shown.
     *
     * @param summary its summary
     * @param start where its first message is
     * @param bases where rebuilding its state can begin
     * @param context from where the run can be read again: its first message, or that of the oldest run of its thread that
     *     was going on when it started
     * @param heardAt counts up with everything that is heard of any run: order goes by arrival and not by clocks
     * @param heardNanos when it was heard of last, by the server's monotonic clock
     */
    record Row(RunSummary summary, Place start, List<Base> bases, Cursor context, long heardAt, long heardNanos) {

        boolean isSilentSince(long nanos) {
            return summary.status() == RunStatus.RUNNING && heardNanos - nanos <= 0;
        }

        Row givenUp() {
            RunEnd end = new RunEnd.Unfinished(RunEnd.Why.IDLE);
            return new Row(summary.endedBy(end), start, bases, context, heardAt, heardNanos);
        }
    }

    private static final AssemblerCounts NOTHING =
            RunAssembler.builder().build().counts();

    private final Map<RunKey, Row> rows = new ConcurrentHashMap<>();
    private final AtomicLong arrivals = new AtomicLong();
    private final AtomicLong gaps = new AtomicLong();
    private final AtomicLong missingOffsets = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();
    private final AtomicLong clears = new AtomicLong();
    private final AtomicLong incomplete = new AtomicLong();
    private final LongSupplier nanoTime;
    private volatile AssemblerCounts counts = NOTHING;
    private final AtomicLong corruptionsBefore = new AtomicLong();
    private final AtomicLong missingBefore = new AtomicLong();

    RunTable(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void put(RunSummary summary, Place start, List<Base> bases, Cursor context) {
        rows.put(
                summary.key(),
                new Row(summary, start, bases, context, arrivals.incrementAndGet(), nanoTime.getAsLong()));
    }

    /** Gives up the runs that go on, as far as we know, and that nothing was heard of. What comes later undoes it. */
    void giveUpSilentFor(Duration idle) {
        long since = nanoTime.getAsLong() - idle.toNanos();
        for (RunKey key : rows.keySet()) {
            rows.computeIfPresent(key, (same, row) -> {
                if (!row.isSilentSince(since)) {
                    return row;
                }
                incomplete.incrementAndGet();
                return row.givenUp();
            });
        }
    }

    void remove(RunKey key) {
        rows.remove(key);
    }

    /** Begins anew; what was counted stays counted. */
    void clear() {
        corruptionsBefore.addAndGet(counts.corruptions());
        missingBefore.addAndGet(counts.missing());
        counts = NOTHING;
        rows.clear();
        clears.incrementAndGet();
    }

    void countGap(long missing) {
        gaps.incrementAndGet();
        missingOffsets.addAndGet(missing);
    }

    void countUnreadable() {
        unreadable.incrementAndGet();
    }

    void assembled(AssemblerCounts newCounts) {
        counts = newCounts;
    }

    Optional<Row> find(RunKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    /** All runs, the one that was heard of last first. */
    List<RunSummary> newestFirst() {
        return rows.values().stream()
                .sorted(Comparator.comparingLong(Row::heardAt).reversed())
                .map(Row::summary)
                .toList();
    }

    /**
     * Some of the runs, the one that was heard of last first.
     *
     * @param wanted which
     * @param before only those that were heard of before this
     * @param limit how many at most
     */
    RunPage page(Predicate<RunSummary> wanted, long before, int limit) {
        List<Row> found = rows.values().stream()
                .filter(row -> row.heardAt() < before && wanted.test(row.summary()))
                .sorted(Comparator.comparingLong(Row::heardAt).reversed())
                .limit(limit + 1L)
                .toList();
        List<Row> shown = found.subList(0, Math.min(limit, found.size()));
        return new RunPage(
                shown.stream().map(Row::summary).toList(),
                found.size() > limit ? OptionalLong.of(shown.get(limit - 1).heardAt()) : OptionalLong.empty());
    }

    RunIndexStats stats() {
        AssemblerCounts current = counts;
        return new RunIndexStats(
                rows.size(),
                gaps.get(),
                missingOffsets.get(),
                unreadable.get(),
                clears.get(),
                corruptionsBefore.get() + current.corruptions(),
                missingBefore.get() + current.missing(),
                incomplete.get());
    }
}
