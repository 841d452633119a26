package io.dashstream.replay.reader;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.kafka.RecordReader;
import io.dashstream.replay.kafka.TopicIdentity;
import io.dashstream.replay.reader.Sighting.Extent;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.AwaitingStore;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * The reading of one incarnation of the topic, with a consumer of its own: what an older one has fetched or remembers
 * can't get into this one.
 *
 * <p>Coverage goes by the consumer's position and never by the records: a position moves over transaction markers, aborted
 * records and compacted holes, which are no loss.
 */
final class Reading implements AutoCloseable {

    /** A look takes milliseconds; one that takes so long will hardly come, and reading is not held up for it. */
    static final Duration LOOK_WITHIN = Duration.ofSeconds(3);

    private final TopicIdentity identity;
    private final Epoch epoch;
    private final Consumer<byte[], byte[]> consumer;
    private final LongSupplier metadata;
    private final AwaitingStore store;
    private final RecordReader recordReader;
    private final PoisonGuard guard;
    private final ReaderCounters counters;
    private final Progress progress;

    private final Map<Integer, Long> next = new HashMap<>();
    /** The leader epoch of what was read last. */
    private final Map<Integer, Integer> leaderEpochs = new HashMap<>();
    /** The newest one that was ever heard of, also by who filled the store before. */
    private final Map<Integer, Integer> newestLeaderEpochs = new HashMap<>();

    private final Map<Integer, Extent> seen = new HashMap<>();
    /** What nothing is known of, though it was there when the reading began. */
    private final Set<Integer> awaited = new HashSet<>();

    private final Map<Integer, Doubt> doubts = new HashMap<>();

    private SortedMap<Integer, Long> target = new TreeMap<>();
    private boolean caughtUp;
    private boolean suspicious;
    private long knownMetadata;
    private OptionalLong lookWantedSince = OptionalLong.empty();
    private boolean nobodySays;
    private boolean refused;

    /**
     * A partition whose position may not be in the log; it waits for a look at the topic that is newer than the doubt.
     *
     * @param since when it came up
     * @param divergence where the log was cut, if Kafka said so
     */
    private record Doubt(long since, OptionalLong divergence) {}

    Reading(
            TopicIdentity identity,
            Epoch epoch,
            Consumer<byte[], byte[]> consumer,
            LongSupplier metadata,
            AwaitingStore store,
            RecordReader recordReader,
            PoisonGuard guard,
            ReaderCounters counters,
            Progress progress) {
        this.identity = identity;
        this.epoch = epoch;
        this.consumer = consumer;
        this.metadata = metadata;
        this.store = store;
        this.recordReader = recordReader;
        this.guard = guard;
        this.counters = counters;
        this.progress = progress;
    }

    TopicIdentity identity() {
        return identity;
    }

    Epoch epoch() {
        return epoch;
    }

    /** Where each partition was when it last answered. */
    Map<Integer, Extent> lastSeen() {
        return seen;
    }

    /** The end of each partition when the reading began, or when it first answered. */
    SortedMap<Integer, Long> target() {
        return target;
    }

    /** Says once that the target is reached. */
    boolean hasJustCaughtUp() {
        if (caughtUp
                || !target.entrySet().stream()
                        .allMatch(goal -> next.getOrDefault(goal.getKey(), 0L) >= goal.getValue())) {
            return false;
        }
        caughtUp = true;
        return true;
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    /** Whether the consumer may have come to another topic, which a look that is newer than what it read has to rule out. */
    boolean awaitsLook() {
        return lookWantedSince.isPresent();
    }

    /** There is no answer to wait for: what is read may turn out to be another topic's, as the status says. */
    void goOnUnverified() {
        lookWantedSince = OptionalLong.empty();
    }

    /** Whether the look that it waits for has taken too long. Then none is waited for until one shows which topic it is. */
    boolean givesUpWaiting(long now) {
        if (!awaitsLook() || now - lookWantedSince.getAsLong() < LOOK_WITHIN.toNanos()) {
            return false;
        }
        nobodySays = true;
        goOnUnverified();
        return true;
    }

    /** Whether something was seen, since the last call, that a recreated or cut topic would explain. */
    boolean takeSuspicion() {
        boolean was = suspicious;
        suspicious = false;
        return was;
    }

    /** Whether the store did not take something since the last call, so that asking it again at once would be in vain. */
    boolean takeRefused() {
        boolean was = refused;
        refused = false;
        return was;
    }

    /**
     * Begins where the store left off, or where it is told to.
     *
     * @param held what the store has of each partition
     * @param extents where the log begins and ends
     * @param now the time
     */
    void begin(StoreBounds held, SortedMap<Integer, Extent> extents, long now) {
        target = ends(extents);
        awaited.addAll(held.awaited());
        guard.reset(epoch);
        held.partitions().forEach((partition, bounds) -> {
            next.put(partition, bounds.next());
            bounds.lineage().newest().ifPresent(newest -> newestLeaderEpochs.put(partition, newest));
        });
        assign();
        extents.forEach((partition, extent) -> {
            // Beyond an end that was seen before the store was asked: another writer may simply be further.
            if (nextOf(partition) > extent.end()) {
                seek(partition, nextOf(partition));
                doubt(partition, now, OptionalLong.empty());
            } else {
                place(partition, extent, OptionalLong.empty(), now);
                validate(partition, held);
            }
        });
        held.partitions().forEach((partition, bounds) -> {
            if (!extents.containsKey(partition)) {
                progress.at(partition, bounds.next());
                validate(partition, held);
            }
        });
        announce(extents);
    }

    /** What the store has may be from before a cut that nobody saw: Kafka is asked, and a poll will tell. */
    private void validate(int partition, StoreBounds held) {
        PartitionBounds bounds = held.partitions().get(partition);
        if (bounds != null && bounds.next() == nextOf(partition)) {
            Optional<Integer> behind = bounds.lineage().position(bounds.next()).leaderEpoch().stream()
                    .boxed()
                    .findFirst();
            consumer.seek(key(partition), new OffsetAndMetadata(bounds.next(), behind, ""));
        }
    }

    /** Takes note of how far the log reaches, of partitions that were added, and settles what was doubtful. */
    void see(Sighting.Present present) {
        nobodySays = false;
        if (lookWantedSince.isPresent() && lookWantedSince.getAsLong() <= present.lookedAt()) {
            lookWantedSince = OptionalLong.empty();
        }
        SortedMap<Integer, Extent> extents = present.partitions();
        TreeMap<Integer, Extent> added = new TreeMap<>(extents);
        added.keySet().removeAll(next.keySet());
        TreeSet<Integer> unheard = new TreeSet<>(present.silent().keySet());
        unheard.removeAll(next.keySet());
        store.await(epoch, unheard);
        if (!added.isEmpty()) {
            added.forEach((partition, extent) -> {
                if (awaited.remove(partition)) {
                    // What it holds is history, as that of the others was when they answered.
                    target.put(partition, extent.end());
                }
                open(partition, extent.begin(), present.lookedAt());
            });
            assign();
            added.forEach((partition, extent) -> place(partition, extent, OptionalLong.empty(), present.lookedAt()));
        }
        for (Map.Entry<Integer, Extent> seen : extents.entrySet()) {
            Doubt doubt = doubts.get(seen.getKey());
            if (doubt != null && doubt.since() <= present.lookedAt()) {
                doubts.remove(seen.getKey());
                if (!guard.isHeld(seen.getKey())) {
                    consumer.resume(List.of(key(seen.getKey())));
                }
                place(seen.getKey(), seen.getValue(), doubt.divergence(), present.lookedAt());
            }
        }
        // A partition that is silent would keep silent; it is looked at as often as all.
        suspicious |= !present.silent().keySet().containsAll(doubts.keySet()) || awaitsLook();
        announce(extents);
        askWhatIsHeld(present.lookedAt());
    }

    /** A store outside of this process may have lost what it had; on an idle topic nothing else would ask it. */
    private void askWhatIsHeld(long now) {
        List<PartitionBatch> empty = new ArrayList<>();
        next.forEach((partition, offset) -> {
            if (!doubts.containsKey(partition)) {
                empty.add(new PartitionBatch.Consumed(partition, offset, offset, List.of()));
            }
        });
        store(empty, now);
    }

    /** Reads what there is, waiting a while for it, and stores it. */
    void poll(Duration atMost, long now) {
        goOnWherePoisonIsSettled(now);
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = consumer.poll(atMost);
        } catch (LogTruncationException e) {
            e.partitions().forEach(refused -> doubt(refused.partition(), now, divergence(e, refused)));
            return;
        } catch (OffsetOutOfRangeException e) {
            // Kafka does not say why: retention, truncation or another topic. Only a look at the topic can tell.
            e.partitions().forEach(refused -> doubt(refused.partition(), now, OptionalLong.empty()));
            return;
        }
        if (metadata.getAsLong() != knownMetadata && !nobodySays) {
            readAgainAfterLook(records, now);
            return;
        }
        List<PartitionBatch> batches = new ArrayList<>();
        for (Integer partition : List.copyOf(next.keySet())) {
            if (!doubts.containsKey(partition)) {
                consumed(partition, records).ifPresent(batches::add);
            }
        }
        store(batches, now);
    }

    private void goOnWherePoisonIsSettled(long now) {
        for (Integer partition : next.keySet()) {
            if (guard.isHeld(partition) && guard.isOver(partition, nextOf(partition), now)) {
                guard.release(partition);
                if (!doubts.containsKey(partition)) {
                    consumer.resume(List.of(key(partition)));
                }
            }
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }

    void wakeUp() {
        consumer.wakeup();
    }

    /**
     * A consumer fetches by topic id, so it comes to another topic of the same name only after it has heard of it. Until a
     * look has shown that it is still the same, nothing that it gives is anybody's.
     */
    private void readAgainAfterLook(ConsumerRecords<byte[], byte[]> records, long now) {
        knownMetadata = metadata.getAsLong();
        lookWantedSince = OptionalLong.of(now);
        suspicious = true;
        records.nextOffsets().keySet().forEach(key -> seek(key.partition(), nextOf(key.partition())));
    }

    private Optional<PartitionBatch> consumed(int partition, ConsumerRecords<byte[], byte[]> records) {
        TopicPartition key = key(partition);
        long from = nextOf(partition);
        OffsetAndMetadata position = records.nextOffsets().get(key);
        if (position == null || position.offset() <= from) {
            return Optional.empty();
        }
        List<StoredRecord> stored = new ArrayList<>();
        Optional<StoredRecord> obstacle = Optional.empty();
        Optional<Integer> leaderEpoch = Optional.empty();
        for (ConsumerRecord<byte[], byte[]> record : records.records(key)) {
            StoredRecord read = recordReader.read(record);
            if (!record.leaderEpoch().equals(leaderEpoch)) {
                leaderEpoch = record.leaderEpoch();
                leaderEpoch.ifPresent(led -> watchLeaderEpoch(partition, led));
            }
            if (obstacle.isPresent()) {
                guard.foresee(read);
            } else if (guard.admits(read)) {
                stored.add(read);
            } else {
                obstacle = Optional.of(read);
            }
        }
        long to = obstacle.map(StoredRecord::offset).orElse(position.offset());
        obstacle.ifPresent(this::waitInFrontOf);
        return to > from ? Optional.of(new PartitionBatch.Consumed(partition, from, to, stored)) : Optional.empty();
    }

    /** The partition is paused, so that polling goes on and with it everything else. */
    private void waitInFrontOf(StoredRecord poison) {
        guard.holds(poison);
        consumer.pause(List.of(key(poison.partition())));
        seek(poison.partition(), poison.offset());
    }

    private void watchLeaderEpoch(int partition, int leaderEpoch) {
        newestLeaderEpochs.merge(partition, leaderEpoch, Math::max);
        Integer before = leaderEpochs.put(partition, leaderEpoch);
        if (before != null && leaderEpoch < before) {
            suspicious = true;
        }
    }

    private void store(List<PartitionBatch> batches, long now) {
        if (batches.isEmpty()) {
            return;
        }
        List<AppendResult> results = store.append(epoch, batches);
        for (int i = 0; i < results.size(); i++) {
            settle(batches.get(i), results.get(i), now);
        }
    }

    private void settle(PartitionBatch batch, AppendResult result, long now) {
        int partition = batch.partition();
        if (result instanceof AppendResult.Accepted accepted) {
            count(batch, now);
            moveTo(partition, accepted.next(), batch);
        } else if (result instanceof AppendResult.Hole hole) {
            next.put(partition, hole.next());
            seek(partition, hole.next());
        } else {
            // Read again: what the store did not take is not covered. Another epoch in the store is for a look to
            // settle.
            counters.appendFailures.increment();
            suspicious = true;
            refused = true;
            seek(partition, nextOf(partition));
        }
    }

    private void moveTo(int partition, long to, PartitionBatch batch) {
        next.put(partition, to);
        progress.at(partition, to);
        if (!(batch instanceof PartitionBatch.Consumed consumed) || consumed.to() != to) {
            seek(partition, to);
        }
    }

    private void count(PartitionBatch batch, long now) {
        if (batch instanceof PartitionBatch.Consumed consumed) {
            consumed.records().forEach(record -> {
                // By where it stands and not by its timestamp: clocks are wrong, and history is not news.
                counters.count(record, record.offset() >= target.getOrDefault(record.partition(), 0L));
                guard.stored(record, now);
            });
        } else if (batch instanceof PartitionBatch.Lost lost) {
            counters.gaps.increment();
            counters.missingOffsets.add(lost.to() - lost.from());
        } else {
            counters.truncations.increment();
        }
    }

    private void doubt(int partition, long now, OptionalLong divergence) {
        doubts.put(partition, new Doubt(now, divergence));
        consumer.pause(List.of(key(partition)));
        suspicious = true;
    }

    private static OptionalLong divergence(LogTruncationException cut, TopicPartition partition) {
        OffsetAndMetadata divergent = cut.divergentOffsets().get(partition);
        return divergent == null ? OptionalLong.empty() : OptionalLong.of(divergent.offset());
    }

    /** Puts the consumer where the store goes on, after saying what is lost between there and what Kafka has. */
    private void place(int partition, Extent extent, OptionalLong divergence, long now) {
        long wanted = nextOf(partition);
        long common = Math.min(extent.end(), divergence.orElse(wanted));
        if (wanted < extent.begin()) {
            store(List.of(new PartitionBatch.Lost(partition, wanted, extent.begin(), GapReason.INGEST_GAP)), now);
        } else if (common < wanted) {
            // The same topic no longer has all that was read of it. What is written there now has a newer leader epoch.
            // If the log says which one it is at, no other server can know a later cut by the same number.
            int newest = newestLeaderEpochs.getOrDefault(partition, 0);
            int current = extent.last().leaderEpoch().orElse(0);
            int newer = current > newest ? current : newest + 1;
            newestLeaderEpochs.put(partition, newer);
            guard.cut(partition, common);
            store(List.of(new PartitionBatch.Truncated(partition, common, newer)), now);
        } else {
            progress.at(partition, wanted);
            seek(partition, wanted);
        }
    }

    private void open(int partition, long start, long now) {
        next.put(partition, start);
        store(List.of(new PartitionBatch.Consumed(partition, start, start, List.of())), now);
    }

    private void announce(SortedMap<Integer, Extent> extents) {
        Map<Integer, LogEnd> ends = new HashMap<>();
        extents.forEach((partition, extent) -> ends.put(partition, extent.last()));
        seen.putAll(extents);
        store.announceEnds(epoch, ends);
        progress.ends(ends(extents));
    }

    private void assign() {
        consumer.assign(next.keySet().stream().map(this::key).toList());
    }

    private void seek(int partition, long offset) {
        if (consumer.assignment().contains(key(partition))) {
            // Without a leader epoch: it would be the remembered one, which may belong to a log that is gone.
            consumer.seek(key(partition), new OffsetAndMetadata(offset, Optional.empty(), ""));
        }
    }

    private long nextOf(int partition) {
        Long offset = next.get(partition);
        if (offset == null) {
            throw new IllegalStateException("partition " + partition + " is not being read");
        }
        return offset;
    }

    private TopicPartition key(int partition) {
        return new TopicPartition(identity.topic(), partition);
    }

    private static SortedMap<Integer, Long> ends(SortedMap<Integer, Extent> extents) {
        SortedMap<Integer, Long> ends = new TreeMap<>();
        extents.forEach((partition, extent) -> ends.put(partition, extent.end()));
        return ends;
    }
}
