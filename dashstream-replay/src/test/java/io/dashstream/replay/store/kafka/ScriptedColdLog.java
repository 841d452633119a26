package io.dashstream.replay.store.kafka;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** A log as Kafka would have it, at any offset, that also fails, trims and becomes another one as a test wants. */
public final class ScriptedColdLog implements ColdLog {

    /** Small, so that many chunks end early. */
    private static final int MAX_CHUNK_BYTES = 3_000;

    private final Map<Integer, TreeMap<Long, StoredRecord>> records = new TreeMap<>();
    private final Map<Integer, Long> begins = new HashMap<>();
    private final Map<Integer, Long> ends = new HashMap<>();
    private final List<List<ChunkRange>> fetches = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private Epoch epoch;
    private boolean holding;
    private Fetched answer;

    public ScriptedColdLog(Epoch epoch) {
        this.epoch = epoch;
    }

    /** A store over this log. */
    public KafkaReplayStore store() {
        return new KafkaReplayStore(this, ColdReadSettings.DEFAULT, System::nanoTime);
    }

    /** The topic is this one now, and empty. */
    public synchronized void becomes(Epoch other) {
        if (!other.equals(epoch)) {
            epoch = other;
            records.clear();
            begins.clear();
            ends.clear();
        }
    }

    public synchronized void begin(int partition, long offset) {
        begins.putIfAbsent(partition, offset);
        ends.putIfAbsent(partition, offset);
        records.computeIfAbsent(partition, p -> new TreeMap<>());
    }

    /** Writes what is not written yet. */
    public synchronized void write(PartitionBatch batch) {
        int partition = batch.partition();
        if (batch instanceof PartitionBatch.Consumed consumed) {
            begin(partition, consumed.from());
            long end = ends.get(partition);
            if (consumed.from() <= end) {
                consumed.records().stream()
                        .filter(record -> record.offset() >= end)
                        .forEach(record -> records.get(partition).put(record.offset(), record));
                ends.put(partition, Math.max(end, consumed.to()));
            }
        } else if (batch instanceof PartitionBatch.Lost lost) {
            begin(partition, lost.from());
            ends.put(partition, Math.max(ends.get(partition), lost.to()));
        } else if (batch instanceof PartitionBatch.Truncated cut) {
            records.get(partition).tailMap(cut.end(), true).clear();
            ends.put(partition, Math.min(ends.get(partition), cut.end()));
        }
    }

    /** Deletes the oldest until so many are left. */
    public synchronized void keep(int most) {
        int all = records.values().stream().mapToInt(TreeMap::size).sum();
        while (all > most) {
            TreeMap<Long, StoredRecord> largest = records.values().stream()
                    .max((a, b) -> Integer.compare(a.size(), b.size()))
                    .orElseThrow();
            StoredRecord oldest = largest.pollFirstEntry().getValue();
            begins.put(oldest.partition(), oldest.offset() + 1);
            all--;
        }
    }

    public synchronized void deleteBefore(int partition, long offset) {
        begins.merge(partition, offset, Math::max);
        records.get(partition).headMap(offset).clear();
    }

    /** From now on fetches are answered so, or as usual again if it is null. */
    synchronized void answerWith(Fetched scripted) {
        answer = scripted;
    }

    public void fail() {
        answerWith(new Fetched.Failed("made to fail"));
    }

    public void recover() {
        answerWith(null);
    }

    /** From now on fetches wait for {@link #release}. */
    synchronized void hold() {
        holding = true;
    }

    void release() {
        List<Runnable> waiting;
        synchronized (this) {
            holding = false;
            waiting = List.copyOf(held);
            held.clear();
        }
        waiting.forEach(Runnable::run);
    }

    synchronized List<List<ChunkRange>> fetches() {
        return List.copyOf(fetches);
    }

    @Override
    public synchronized CompletableFuture<Fetched> fetch(List<ChunkRange> ranges) {
        fetches.add(ranges);
        if (holding) {
            CompletableFuture<Fetched> later = new CompletableFuture<>();
            held.add(() -> later.complete(fetchNow(ranges)));
            return later;
        }
        return CompletableFuture.completedFuture(fetchNow(ranges));
    }

    private synchronized Fetched fetchNow(List<ChunkRange> ranges) {
        if (answer != null) {
            return answer;
        }
        Map<ChunkRange, Chunk> chunks = new HashMap<>();
        Map<Integer, Long> later = new HashMap<>();
        ranges.stream().collect(Collectors.groupingBy(ChunkRange::partition)).forEach((partition, wanted) -> {
            if (!records.containsKey(partition)) {
                return;
            }
            RangeCollector collector = new RangeCollector(wanted, MAX_CHUNK_BYTES);
            long begin = begins.get(partition);
            if (collector.from() < begin) {
                later.put(partition, begin);
                collector.beginsAt(begin);
            }
            while (collector.takeSeek()) {
                records.get(partition).tailMap(collector.from(), true).values().stream()
                        .takeWhile(record -> !collector.isDone())
                        .forEach(collector::take);
                collector.reached(ends.get(partition));
            }
            chunks.putAll(collector.chunks());
        });
        return new Fetched.Chunks(epoch, chunks, later);
    }

    @Override
    public synchronized CompletableFuture<Offsets> begins(Collection<Integer> partitions) {
        return answer == null
                ? CompletableFuture.completedFuture(new Offsets(epoch, new HashMap<>(begins)))
                : CompletableFuture.failedFuture(new IllegalStateException("made to fail"));
    }

    @Override
    public synchronized CompletableFuture<Offsets> notOlder(Collection<Integer> partitions, long epochMillis) {
        if (answer != null) {
            return CompletableFuture.failedFuture(new IllegalStateException("made to fail"));
        }
        Map<Integer, Long> offsets = new HashMap<>();
        records.forEach((partition, log) -> offsets.put(
                partition,
                log.values().stream()
                        .filter(record -> record.timestampMillis() >= epochMillis)
                        .findFirst()
                        .map(StoredRecord::offset)
                        .orElse(-1L)));
        return CompletableFuture.completedFuture(new Offsets(epoch, offsets));
    }

    @Override
    public void close() {
        fail();
    }
}
