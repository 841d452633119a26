package io.dashstream.replay.store;

import io.dashstream.replay.epoch.Epoch;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * Any store, of a log of which some partitions did not answer yet: what the store says is right without them, and they are
 * named in {@link StoreBounds#awaited()}, so that nobody takes one for a partition that is not there, or that was added
 * when it answers.
 *
 * <p>An awaited partition comes into sight at once, with where it begins and ends, by {@link #announceEnds}; until then
 * neither bounds nor pages show any of it. Thread-safe, as far as the store is.
 */
public final class AwaitingStore implements ReplayStore {

    private static final Roll NOBODY = new Roll(Epoch.of("", "", "", 0), Set.of(), Set.of());

    private final ReplayStore store;
    private volatile Roll current = NOBODY;
    /** The store may still be at the epoch before while it opens one. */
    private volatile Roll previous = NOBODY;

    /**
     * Who did not answer.
     *
     * @param epoch of which log
     * @param silent the partitions that did not
     * @param answered those that have since; the store may still have to take them in
     */
    private record Roll(Epoch epoch, Set<Integer> silent, Set<Integer> answered) {

        boolean isEmpty() {
            return silent.isEmpty() && answered.isEmpty();
        }

        Roll and(Set<Integer> more) {
            Set<Integer> all = new HashSet<>(silent);
            all.addAll(more);
            all.removeAll(answered);
            return new Roll(epoch, Set.copyOf(all), answered);
        }

        Roll without(Set<Integer> known) {
            Set<Integer> left = new HashSet<>(silent);
            left.removeAll(known);
            Set<Integer> gone = new HashSet<>(silent);
            gone.retainAll(known);
            gone.addAll(answered);
            return new Roll(epoch, Set.copyOf(left), Set.copyOf(gone));
        }

        StoreBounds seen(StoreBounds bounds) {
            Set<Integer> awaited = new TreeSet<>(answered);
            awaited.removeAll(bounds.partitions().keySet());
            awaited.addAll(silent);
            return new StoreBounds(bounds.epoch(), inSight(bounds.partitions()), new TreeSet<>(awaited));
        }

        Page seen(Page page) {
            return new Page(page.records(), page.gaps(), page.next(), inSight(page.bounds()), page.nextTurn());
        }

        private TreeMap<Integer, PartitionBounds> inSight(Map<Integer, PartitionBounds> all) {
            TreeMap<Integer, PartitionBounds> some = new TreeMap<>(all);
            some.keySet().removeAll(silent);
            return some;
        }
    }

    /**
     * A store that can wait for partitions; it belongs to this one from now on.
     *
     * @param store what holds the log
     */
    public AwaitingStore(ReplayStore store) {
        this.store = store;
    }

    @Override
    public BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log) {
        return open(epoch, log, Set.of());
    }

    /**
     * Opens an epoch though some partitions did not answer.
     *
     * @param epoch the epoch that the log is at
     * @param log where the log of each partition is that did
     * @param silent those that did not; one that the store has something of is not waited for
     * @return what the store holds of the epoch, and which partitions are awaited
     */
    public synchronized BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log, Set<Integer> silent) {
        Roll before = current;
        Roll beforeThat = previous;
        if (!before.epoch().equals(epoch)) {
            previous = before;
        }
        current = new Roll(epoch, Set.copyOf(silent), Set.of());
        BoundsResult opened = store.open(epoch, log);
        if (!(opened instanceof StoreBounds bounds)) {
            current = before;
            previous = beforeThat;
            return opened;
        }
        current = current.without(bounds.partitions().keySet());
        return current.seen(bounds);
    }

    /**
     * More partitions do not answer, which the topic was found to have since it was opened. One that has answered is
     * waited for no more.
     *
     * @param epoch the epoch that they belong to; another than the store's is ignored
     * @param silent the partitions
     */
    public synchronized void await(Epoch epoch, Set<Integer> silent) {
        if (current.epoch().equals(epoch) && !silent.isEmpty()) {
            current = current.and(silent);
        }
    }

    /** Brings those that were awaited into sight, too. */
    @Override
    public synchronized void announceEnds(Epoch epoch, Map<Integer, LogEnd> ends) {
        store.announceEnds(epoch, ends);
        Roll before = current;
        if (before.epoch().equals(epoch) && before.silent().stream().anyMatch(ends::containsKey)) {
            current = before.without(ends.keySet());
            store.appended().raise();
        }
    }

    @Override
    public long endsHeard(int partition) {
        return store.endsHeard(partition);
    }

    @Override
    public List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        return store.append(epoch, batches);
    }

    @Override
    public void trim() {
        store.trim();
    }

    @Override
    public CompletionStage<BoundsResult> bounds() {
        return store.bounds().thenApply(result -> {
            if (!(result instanceof StoreBounds bounds)) {
                return result;
            }
            Roll roll = roll(bounds.epoch());
            return roll.isEmpty() ? bounds : roll.seen(bounds);
        });
    }

    @Override
    public CompletionStage<ReadResult> read(ReadRequest request) {
        Roll roll = roll(request.cursor().epoch());
        return roll.silent().isEmpty()
                ? store.read(request)
                : store.read(request).thenApply(result -> result instanceof Page page ? roll.seen(page) : result);
    }

    @Override
    public CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target) {
        return store.seek(epoch, target);
    }

    @Override
    public AppendSignal appended() {
        return store.appended();
    }

    @Override
    public void close() {
        store.close();
    }

    private Roll roll(Epoch epoch) {
        Roll now = current;
        if (now.epoch().equals(epoch)) {
            return now;
        }
        Roll before = previous;
        return before.epoch().equals(epoch) ? before : NOBODY;
    }
}
