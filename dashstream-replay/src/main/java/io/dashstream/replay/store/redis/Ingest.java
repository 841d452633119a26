package io.dashstream.replay.store.redis;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's side. Whatever Redis has lost is found by the scripts, begun anew and answered with the offset to go back
 * to, so the reader fills it again from Kafka; nothing here remembers what Redis should have.
 */
final class Ingest {

    /** For so long an epoch that was replaced is not taken for a new one: a server that has not heard may still ask. */
    static final long RETIRED_MILLIS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final int BEGUN = PartitionState.LENGTH;
    private static final int ADDED = PartitionState.LENGTH + 1;
    private static final int FLOOR_AGE = PartitionState.LENGTH + 1;

    private final Settings settings;
    private final Link link;
    private final Keys keys;
    private final Known known;
    private final Lookup lookup;
    private final Counters counters;
    private final byte[] writer;
    private final AtomicBoolean tending = new AtomicBoolean();
    private final Map<Integer, Epoch> strangers = new HashMap<>();
    private volatile @Nullable Opened opened;

    Ingest(Settings settings, Link link, Keys keys, Known known, Lookup lookup, Counters counters, byte[] writer) {
        this.settings = settings;
        this.link = link;
        this.keys = keys;
        this.known = known;
        this.lookup = lookup;
        this.counters = counters;
        this.writer = writer;
    }

    synchronized BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log) {
        long deadline = deadline();
        if (!(await(List.of(lookup.look()), deadline).get(0) instanceof Reply.Answer look)) {
            return new Unavailable("Redis at " + settings.place() + " does not answer");
        }
        if (Root.isForeign(look)) {
            return new Unavailable("Redis holds format " + look.text(0)
                    + " under this prefix and topic, and this is format " + Root.FORMAT + "; use another prefix");
        }
        Optional<Root> before = Root.isMissing(look) ? Optional.empty() : Optional.of(Root.of(look));
        Optional<Epoch> replaced = before.map(Root::epoch).filter(other -> !other.equals(epoch));
        Set<String> retired = Root.retired(look);
        if (replaced.isPresent() && retired.contains(epoch.value())) {
            return new Unavailable("epoch " + epoch + " was replaced by " + replaced.get()
                    + " a moment ago; a server or broker has not heard of that yet");
        }
        SortedMap<Integer, Long> starts = new TreeMap<>();
        log.forEach((partition, extent) -> starts.put(partition, extent.start()));
        before.filter(root -> root.epoch().equals(epoch))
                .ifPresent(root -> root.partitions().forEach(partition -> starts.putIfAbsent(partition, 0L)));
        Set<String> superseded = new TreeSet<>(retired);
        replaced.ifPresent(other -> superseded.add(other.value()));
        superseded.remove(epoch.value());
        superseded.remove("");
        Opened opening = new Opened(epoch, starts, superseded);

        Optional<SortedMap<Integer, PartitionState>> states = begin(opening, log, before, deadline);
        if (states.isEmpty()) {
            return new Unavailable("Redis at " + settings.place() + " does not answer");
        }
        Call flip = root(opening, replaced.map(Epoch::value).orElse(""));
        if (!(await(List.of(flip), deadline).get(0) instanceof Reply.Answer flipped)
                || !flipped.text(1).equals(epoch.value())) {
            return new Unavailable("another server opens another epoch at the same time");
        }
        opened = opening;
        known.saw(Root.of(flipped));
        counters.forgetLevels();
        log.forEach((partition, extent) -> known.saw(epoch, partition, extent.logEnd()));
        Map<Integer, PartitionBounds> bounds = new HashMap<>();
        states.get().forEach((partition, state) -> {
            known.sawNext(epoch, partition, state.next());
            bounds.put(partition, state.seenAs(known.seen(epoch, partition)).bounds(known.end(epoch, partition)));
        });
        return StoreBounds.of(epoch, bounds);
    }

    /** Brings every partition to the epoch before the root names it: readers see the old epoch or the whole new one. */
    private Optional<SortedMap<Integer, PartitionState>> begin(
            Opened opening, Map<Integer, LogExtent> log, Optional<Root> before, long deadline) {
        List<Integer> partitions = List.copyOf(opening.starts().keySet());
        List<Call> calls = new ArrayList<>();
        for (int partition : partitions) {
            LogExtent extent = log.get(partition);
            calls.add(tend(opening, partition, extent == null ? 0 : extent.end(), "replace"));
        }
        SortedMap<Integer, PartitionState> states = new TreeMap<>();
        List<Reply> replies = await(calls, deadline);
        for (int i = 0; i < partitions.size(); i++) {
            int partition = partitions.get(i);
            if (!(replies.get(i) instanceof Reply.Answer answer)) {
                return Optional.empty();
            }
            boolean wasThere = before.filter(root -> root.epoch().equals(opening.epoch())
                            && root.partitions().contains(partition))
                    .isPresent();
            if (wasThere) {
                countLoss(partition, answer);
            }
            states.put(partition, PartitionState.of(partition, answer));
        }
        return Optional.of(states);
    }

    synchronized List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches) {
        Opened now = opened;
        if (now == null) {
            return all(batches, new AppendResult.Failed("the store is not open"));
        }
        if (!now.epoch().equals(epoch)) {
            return all(batches, new AppendResult.Fenced(now.epoch()));
        }
        if (link.isAway()) {
            return all(batches, new AppendResult.Failed(Link.AWAY));
        }
        long since = System.nanoTime();
        long deadline = deadline();
        Opened writing = including(now, batches);
        List<Call> calls = new ArrayList<>(List.of(root(writing, "")));
        List<Integer> lengths = new ArrayList<>();
        for (PartitionBatch batch : batches) {
            List<Call> parts = BatchCalls.of(keys.meta(batch.partition()), common(writing, batch.partition()), batch);
            lengths.add(parts.size());
            calls.addAll(parts);
        }
        List<Reply> replies = await(calls, deadline);
        if (replies.get(0) instanceof Reply.Answer root) {
            answered(since);
            Optional<AppendResult> refusal = refusal(writing, root);
            if (refusal.isPresent()) {
                return all(batches, refusal.get());
            }
            known.saw(Root.of(root));
        }
        List<AppendResult> results = new ArrayList<>();
        int from = 1;
        for (int i = 0; i < batches.size(); i++) {
            results.add(settle(writing, batches.get(i), replies.subList(from, from + lengths.get(i))));
            from += lengths.get(i);
        }
        return results;
    }

    private void answered(long since) {
        counters.appends.increment();
        counters.appendNanos.add(System.nanoTime() - since);
    }

    private Opened including(Opened now, List<PartitionBatch> batches) {
        Opened more = now;
        for (PartitionBatch batch : batches) {
            if (!more.starts().containsKey(batch.partition())) {
                more = more.with(batch.partition(), batch.first());
            }
        }
        opened = more;
        return more;
    }

    /** Why nothing of this can count: the root says that the store is at another epoch. */
    private Optional<AppendResult> refusal(Opened writing, Reply.Answer root) {
        if (Root.isForeign(root)) {
            return Optional.of(new AppendResult.Failed("Redis holds another format: " + root.text(0)));
        }
        Root current = Root.of(root);
        if (current.epoch().equals(writing.epoch())) {
            return Optional.empty();
        }
        if (writing.superseded().contains(current.epoch().value())) {
            LOG.warn(
                    "Redis is back at epoch {}, which was replaced by {}: opening that again",
                    current.epoch(),
                    writing.epoch());
            counters.losses.add(writing.starts().size());
            repair(
                    writing,
                    List.copyOf(writing.starts().keySet()),
                    current.epoch().value());
            return Optional.of(
                    new AppendResult.Failed("Redis was restored from an older copy; it is being filled again"));
        }
        known.saw(current);
        return Optional.of(new AppendResult.Fenced(current.epoch()));
    }

    private AppendResult settle(Opened writing, PartitionBatch batch, List<Reply> replies) {
        int partition = batch.partition();
        int added = 0;
        AppendResult result = new AppendResult.Failed("nothing was sent");
        for (Reply reply : replies) {
            if (!(reply instanceof Reply.Answer answer)) {
                return new AppendResult.Failed(reply instanceof Reply.NoAnswer none ? none.reason() : "no answer");
            }
            if (PartitionState.isOfAnotherEpoch(answer)) {
                return stranger(writing, partition, PartitionState.epoch(answer));
            }
            strangers.remove(partition);
            countLoss(partition, answer);
            PartitionState state = PartitionState.of(partition, answer);
            known.sawNext(writing.epoch(), partition, state.next());
            if (answer.text(0).equals("HOLE")) {
                return new AppendResult.Hole(state.next());
            }
            added += (int) answer.number(ADDED);
            if (batch instanceof PartitionBatch.Truncated) {
                known.cutEnd(writing.epoch(), partition, state.end());
            } else {
                known.announceEnd(writing.epoch(), partition, state.end());
            }
            result = new AppendResult.Accepted(state.next(), added);
        }
        return result;
    }

    /**
     * A partition is at another epoch than the root. Either another server is about to change the root too, or the
     * partition was restored or tampered with; what is so twice is not a change under way.
     */
    private AppendResult stranger(Opened writing, int partition, Epoch other) {
        boolean again = other.equals(strangers.put(partition, other));
        if (again || writing.superseded().contains(other.value())) {
            strangers.remove(partition);
            LOG.warn(
                    "Partition {} is at epoch {} in Redis, and the store at {}: beginning it again",
                    partition,
                    other,
                    writing.epoch());
            counters.losses.increment();
            repair(writing, List.of(partition), "");
            return new AppendResult.Failed("partition " + partition + " was at epoch " + other + "; it is begun again");
        }
        return new AppendResult.Fenced(other);
    }

    private void repair(Opened writing, List<Integer> partitions, String replaced) {
        List<Call> calls = new ArrayList<>();
        partitions.forEach(
                partition -> calls.add(tend(writing, partition, known.end(writing.epoch(), partition), "replace")));
        // Not waited for: the batch is sent again anyway, and finds either this done or itself refused once more.
        calls.add(root(writing, replaced));
        CompletableFuture<List<Reply>> unused = link.send(calls);
    }

    /** Retention, times to live, and what was announced; not waited for, and at most one at a time. */
    void tend() {
        Opened now = opened;
        if (now == null || !tending.compareAndSet(false, true)) {
            return;
        }
        List<Integer> partitions = List.copyOf(now.starts().keySet());
        List<Call> calls = new ArrayList<>(List.of(root(now, "")));
        partitions.forEach(partition -> calls.add(tend(now, partition, known.end(now.epoch(), partition), "keep")));
        CompletableFuture<List<Reply>> unused = link.send(calls).whenComplete((replies, failure) -> {
            tending.set(false);
            if (replies != null) {
                tended(now, partitions, replies);
            }
        });
    }

    private void tended(Opened now, List<Integer> partitions, List<Reply> replies) {
        for (int i = 0; i < partitions.size(); i++) {
            if (replies.get(i + 1) instanceof Reply.Answer answer && !PartitionState.isOfAnotherEpoch(answer)) {
                int partition = partitions.get(i);
                countLoss(partition, answer);
                PartitionState state = PartitionState.of(partition, answer);
                known.sawNext(now.epoch(), partition, state.next());
                counters.level(partition, state.records(), state.bytes(), answer.number(FLOOR_AGE));
            }
        }
    }

    private void countLoss(int partition, Reply.Answer answer) {
        if (answer.number(BEGUN) > 0) {
            counters.losses.increment();
            LOG.warn(
                    "Redis has lost {} of partition {}; it is filled again from {}",
                    answer.number(BEGUN) == 1 ? "all" : "a part",
                    partition,
                    answer.text(2));
        }
    }

    private Call root(Opened writing, String replaced) {
        return Call.of(
                Script.ROOT,
                keys.root(),
                Root.FORMAT,
                writing.epoch().value(),
                Root.text(writing.starts().keySet()),
                settings.keyTimeToLive().toMillis(),
                replaced,
                RETIRED_MILLIS);
    }

    private Call tend(Opened writing, int partition, long end, String others) {
        List<Object> arguments = new ArrayList<>(bounds(writing, partition, end));
        arguments.add(others);
        return Call.of(Script.TEND, keys.meta(partition), arguments.toArray());
    }

    private List<Object> common(Opened writing, int partition) {
        List<Object> arguments = new ArrayList<>(bounds(writing, partition, known.end(writing.epoch(), partition)));
        arguments.add(keys.channel());
        arguments.add(writer);
        return arguments;
    }

    private List<Object> bounds(Opened writing, int partition, long end) {
        RedisRetention share = settings.retention().share(writing.starts().size());
        // No further back than what would be kept: offsets are at least as many as records.
        long start = Math.max(
                writing.starts().getOrDefault(partition, 0L),
                known.next(writing.epoch(), partition).orElse(0) - share.maxRecords());
        return List.of(
                writing.epoch().value(),
                start,
                end,
                settings.keyTimeToLive().toMillis(),
                share.maxRecords(),
                share.maxBytes(),
                share.maxAge().toMillis());
    }

    private long deadline() {
        return System.nanoTime() + settings.commandTimeout().toNanos();
    }

    /** Sends, and waits until the deadline and no longer; what is not there by then counts as not answered. */
    private List<Reply> await(List<Call> calls, long deadline) {
        String reason;
        try {
            return link.send(calls).get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reason = "interrupted while waiting for Redis";
        } catch (TimeoutException e) {
            reason = "no answer from Redis within " + settings.commandTimeout();
        } catch (ExecutionException e) {
            reason = String.valueOf(e.getCause());
        }
        Reply late = new Reply.NoAnswer(reason);
        return calls.stream().map(call -> late).toList();
    }

    private static List<AppendResult> all(List<PartitionBatch> batches, AppendResult result) {
        return batches.stream().map(batch -> result).toList();
    }
}
