package io.dashstream.replay.run;

import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.SessionScheduler;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.store.ReplayStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * The runs of the log: which there are, how far they have come, what they are made of, and whether anything of them is
 * lost.
 *
 * <p>It reads the store like any client, from the oldest record on, and rebuilds and verifies every state on the way, so
 * what it counts as corrupted or missing was found by looking. While a partition has never answered nothing is proved
 * missing: it may be there. Memory is bounded: the runs that were not heard of for
 * longest are dropped. A run whose end does not come and that nothing is heard of for the idle time is shown as {@link
 * RunStatus#INCOMPLETE}, until something is. When the log becomes another one, the index begins anew. It also does when its
 * own reading breaks off; until the log is read to its end again, it says that it is not {@link #isComplete() complete}.
 * Thread-safe.
 */
public final class RunIndex implements AutoCloseable {

    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final int KEPT_STATES = 1;
    private static final int KEPT_STATE_BYTES = 0;

    private final RunTable table;
    private final IndexKeeper keeper;
    private final IdleWatch idleWatch;

    /**
     * Creates an index; it reads nothing before {@link #start}.
     *
     * @param store the history
     * @param scheduler time and threads
     * @param maxRuns how many runs are kept at most, 1 or more
     * @param maxMessageBytes how large a message may be, decompressed
     * @param idleTime after how long without a message a run is given up, by this server's clock; positive
     */
    public RunIndex(
            ReplayStore store, SessionScheduler scheduler, int maxRuns, int maxMessageBytes, Duration idleTime) {
        this.table = new RunTable(scheduler::nanoTime);
        this.idleWatch = new IdleWatch(scheduler, table, idleTime);
        SessionSettings settings = SessionSettings.DEFAULT.withBookmarkEvery(QUIET);
        this.keeper = new IndexKeeper(
                scheduler,
                table,
                told -> new ReplaySession(store, indexer(maxRuns, maxMessageBytes, told), settings, scheduler));
    }

    private RunIndexer indexer(int maxRuns, int maxMessageBytes, RunIndexer.Keeper told) {
        return new RunIndexer(
                // Earlier states are not asked for here; RunHistory rebuilds them from the log.
                () -> RunAssembler.builder()
                        .maxRuns(maxRuns)
                        .historyEntries(KEPT_STATES)
                        .historyBytes(KEPT_STATE_BYTES)
                        .build(),
                FrameDecoder.builder().maxMessageBytes(maxMessageBytes).build(),
                table,
                maxRuns,
                told);
    }

    /** Starts reading; to be called once. */
    public void start() {
        keeper.begin();
        idleWatch.start();
    }

    /**
     * The runs, the one that was heard of last first.
     *
     * @return all that are kept
     */
    public List<RunSummary> recent() {
        return table.newestFirst();
    }

    /**
     * Some of the runs, the one that was heard of last first.
     *
     * @param wanted which
     * @param before {@link RunPage#FRONT}, or what an earlier page says to go on with
     * @param limit how many at most, 1 or more
     * @return those of the kept ones that are wanted
     */
    public RunPage page(Predicate<RunSummary> wanted, long before, int limit) {
        return table.page(wanted, before, limit);
    }

    /**
     * Whether the index has read the whole log to its end since it began or began again. If it has not, a run that it does
     * not have may exist.
     *
     * @return whether it has
     */
    public boolean isComplete() {
        return table.isComplete();
    }

    /**
     * One run.
     *
     * @param key which
     * @return its summary, or empty if there is no such run or it is no longer kept
     */
    public Optional<RunSummary> find(RunKey key) {
        return table.find(key).map(RunTable.Row::summary);
    }

    /**
     * The runs of a thread, the one that was heard of last first.
     *
     * @param thread which thread
     * @return those that are kept
     */
    public List<RunSummary> ofThread(ThreadKey thread) {
        return recent().stream()
                .filter(run -> run.key().thread().equals(thread))
                .toList();
    }

    /**
     * Partitions of the log that never answered: runs may be in them that the index does not know of.
     *
     * @return their numbers; none if the index speaks for the whole log
     */
    public SortedSet<Integer> awaited() {
        return table.awaited();
    }

    /**
     * What the index has gone through.
     *
     * @return counters
     */
    public RunIndexStats stats() {
        return table.stats();
    }

    /**
     * Waits until everything is indexed that the log held when the index first looked at it, but for partitions that did
     * not answer.
     *
     * @param atMost how long to wait
     * @throws ReplayException if it takes longer, or the index is closed
     */
    public void awaitComplete(Duration atMost) {
        try {
            keeper.awaitComplete(atMost);
        } catch (ExecutionException e) {
            throw new ReplayException("indexing ended: " + keeper.status(), e);
        } catch (TimeoutException e) {
            throw new ReplayException("not indexed after " + atMost + ": " + keeper.status(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayException("interrupted while indexing: " + keeper.status(), e);
        }
    }

    /** Stops reading. What is indexed can still be asked for. */
    @Override
    public void close() {
        idleWatch.stop();
        keeper.close();
    }

    Optional<RunTable.Row> row(RunKey key) {
        return table.find(key);
    }
}
