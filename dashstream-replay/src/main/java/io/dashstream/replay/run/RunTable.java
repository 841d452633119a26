package io.dashstream.replay.run;

import io.dashstream.core.run.AssemblerCounts;
import io.dashstream.core.run.RunEnd;
import io.dashstream.core.run.RunKey;
import io.dashstream.replay.cursor.Cursor;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** What the index shows: written by its session, one at a time, read by anybody. */
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

    /**
     * How the table came to be what it is.
     *
     * @param clears how often it was emptied because the log became another one
     * @param restarts how often it was emptied because the index began again
     * @param readToEnd whether what can be read of the log was read to its end since
     * @param awaited partitions that never answered, of which nothing can be read
     */
    private record Standing(long clears, long restarts, boolean readToEnd, SortedSet<Integer> awaited) {

        Standing beginning(long newClears, long newRestarts) {
            return new Standing(newClears, newRestarts, false, awaited);
        }

        Standing atEnd() {
            return new Standing(clears, restarts, true, awaited);
        }

        Standing awaiting(SortedSet<Integer> partitions) {
            return new Standing(clears, restarts, readToEnd && partitions.containsAll(awaited), partitions);
        }

        boolean isComplete() {
            return readToEnd && awaited.isEmpty();
        }
    }

    private final Map<RunKey, Row> rows = new ConcurrentHashMap<>();
    private final AtomicLong arrivals = new AtomicLong();
    private final AtomicLong incomplete = new AtomicLong();
    private final LongSupplier nanoTime;
    private volatile IndexCounts counts = IndexCounts.NOTHING;
    private volatile Standing standing = new Standing(0, 0, false, Collections.emptySortedSet());

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

    /** Another log is read from here on; what was counted stays counted. */
    void newLog() {
        Standing last = standing;
        standing = last.beginning(last.clears() + 1, last.restarts());
        counts = counts.newLog();
        rows.clear();
    }

    /** The same log is read again, by another session. */
    void beginAgain() {
        Standing last = standing;
        standing = last.beginning(last.clears(), last.restarts() + 1);
        counts = counts.again();
        rows.clear();
    }

    /** The log is read to its end. */
    void complete() {
        counts = counts.caughtUp();
        standing = standing.atEnd();
    }

    /** These partitions never answered; what is in them is not read. Of others that did not, it is still to be read. */
    void await(Set<Integer> partitions) {
        standing = standing.awaiting(Collections.unmodifiableSortedSet(new TreeSet<>(partitions)));
    }

    SortedSet<Integer> awaited() {
        return standing.awaited();
    }

    void countGap(long missing) {
        counts = counts.gap(missing);
    }

    void countUnreadable() {
        counts = counts.unreadable();
    }

    void assembled(AssemblerCounts newCounts) {
        counts = counts.assembled(newCounts);
    }

    boolean isComplete() {
        return standing.isComplete();
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
     * Some of the runs, the one that was heard of last first; as complete only if the table was so from before they were
     * looked up until after.
     *
     * @param wanted which
     * @param before only those that were heard of before this
     * @param limit how many at most
     */
    RunPage page(Predicate<RunSummary> wanted, long before, int limit) {
        Standing begun = standing;
        List<Row> found = rows.values().stream()
                .filter(row -> row.heardAt() < before && wanted.test(row.summary()))
                .sorted(Comparator.comparingLong(Row::heardAt).reversed())
                .limit(limit + 1L)
                .toList();
        List<Row> shown = found.subList(0, Math.min(limit, found.size()));
        return new RunPage(
                shown.stream().map(Row::summary).toList(),
                found.size() > limit ? OptionalLong.of(shown.get(limit - 1).heardAt()) : OptionalLong.empty(),
                begun.isComplete() && begun.equals(standing),
                begun.awaited());
    }

    RunIndexStats stats() {
        IndexCounts.Figures total = counts.total();
        Standing now = standing;
        return new RunIndexStats(
                rows.size(),
                total.gaps(),
                total.missingOffsets(),
                total.unreadable(),
                now.clears(),
                total.corruptions(),
                total.missing(),
                incomplete.get(),
                now.restarts(),
                now.isComplete());
    }
}
